/** What the page after an act says. The key travels in the address, so it must be one of these. */
export const DONE_WORDS = {
  built: 'The draft is built.',
  saved: 'Saved.',
  moved: 'The order is changed.',
  approved: 'Approved. What you saw is what will be sent.',
  planned: 'The time is set.',
  sending: 'The issue is on its way.',
  paused: 'Paused. What is on the wire right now still arrives.',
  resumed: 'Sending goes on where it stopped.',
  cancelled: 'Cancelled. Nobody else gets it.',
  resolved: 'Settled.',
  'correction-decided': 'Noted. If the story changes again, it is asked about again.',
  'source-added': 'The source is added. Its stories come in within moments.',
  fetched: 'Fetched.',
  'person-added': 'Added. A sign-in link is on its way to them.',
  'person-changed': 'The role is changed. They have to sign in again.',
  'person-removed': 'Removed.',
  'key-revoked': 'The key no longer works.',
  suppressed: 'This address gets no mail from now on.',
  lifted: 'The suppression is lifted. The address gets mail again where it is subscribed.',
} as const;

export type DoneKey = keyof typeof DONE_WORDS;

export const isDoneKey = (text: string | undefined): text is DoneKey =>
  text !== undefined && Object.hasOwn(DONE_WORDS, text);
