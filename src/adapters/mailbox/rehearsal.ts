/** What the built-in mailbox does with a recipient, so that bounces can be rehearsed without a real server. */
export interface Rehearsal {
  /** Local parts that begin so, in any case. */
  readonly prefix: RegExp;
  /** The answer to RCPT, or undefined when the mail is taken. */
  readonly refusal: { readonly code: number; readonly text: string } | undefined;
  /** True when a bounce comes back by mail after the mail was taken. */
  readonly bouncesLater: boolean;
}

/** The first that fits counts; documented in docs/bounces.md. */
const REHEARSALS: readonly Rehearsal[] = [
  { prefix: /^bounce-later/i, refusal: undefined, bouncesLater: true },
  { prefix: /^bounce/i, refusal: { code: 550, text: '5.1.1 User unknown' }, bouncesLater: false },
  { prefix: /^full(?![a-z])/i, refusal: { code: 452, text: '4.2.2 Mailbox full' }, bouncesLater: false },
  { prefix: /^blocked(?![a-z])/i, refusal: { code: 550, text: '5.7.1 Blocked by policy' }, bouncesLater: false },
];

export const rehearsalOf = (recipient: string): Rehearsal | undefined =>
  REHEARSALS.find(({ prefix }) => prefix.test(recipient));
