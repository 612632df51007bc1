/** Raise it with every change of the words: the log keeps text and version of what each reader saw. */
export const CONSENT_VERSION = '2026-1';

/** What a reader agrees to: the form shows it, the consent log stores it. */
export const consentText = (newsroomName: string): string =>
  `${newsroomName} may send me the newsletters I chose by email. I confirm this by a link in a first mail, and every ` +
  `mail lets me stop with one click. My address is used for nothing else.`;
