/**
 * Local parts of addresses replaced, so that what is kept outlives an erasure without naming anybody. Each run of letters is
 * read once, whether an `@` follows or not: strangers send lines of any length.
 */
export const redactAddresses = (text: string): string =>
  text.replace(/[^\s@<>"'()[\],;:=]+(@[A-Za-z0-9][\w.-]*)?/g, (run, host?: string) =>
    host === undefined ? run : `***${host}`,
  );
