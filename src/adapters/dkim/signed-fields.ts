/** RFC 8058 demands both List-Unsubscribe fields; the rest is what a reader or a provider acts on. */
const SIGNED = [
  'from',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'mime-version',
  'content-type',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
  'auto-submitted',
];

/**
 * Fields that may stand in a message once (RFC 5322 3.6, 2045, 2369, 8058) are named once more than they stand, so that
 * nobody can add another without breaking the signature (RFC 6376 8.15). A relay of its own may add the other two.
 */
const OPEN = new Set(['feedback-id', 'auto-submitted']);

/** The names in `h=`, in order, for a message with these fields (lower case). */
export const namesToSign = (present: ReadonlySet<string>): readonly string[] =>
  SIGNED.flatMap((name) => [...(present.has(name) ? [name] : []), ...(OPEN.has(name) ? [] : [name])]);

/** The fields themselves, in the same order; a name without a field adds nothing (RFC 6376 5.4.2). */
export const fieldsToSign = (present: ReadonlySet<string>): readonly string[] =>
  SIGNED.filter((name) => present.has(name));
