/** Parameters whose value lets in whoever has it, as the key of Ghost's Content API. */
const SECRETS = /([?&](?:key|api_?key|token|access_token|auth|secret)=)[^&#\s"'<>)]+/gi;

/** A text about an address, fit for logs, pages and answers: the values of keys in it are left out. */
export const redactKeys = (text: string): string => text.replace(SECRETS, '$1…');
