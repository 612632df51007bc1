/** The built-in mailbox as its pages see it; newest first. */
export interface Mailbox {
  list(query: { to?: string; limit: number }): Promise<readonly MailboxEntry[]>;
  find(id: string): Promise<StoredMail | undefined>;
  count(): Promise<number>;
}

export interface MailboxEntry {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: number;
}

export interface StoredMail extends MailboxEntry {
  readonly envelopeFrom: string;
  readonly html: string | null;
  readonly text: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly raw: string;
}
