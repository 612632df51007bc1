/** Local parts of addresses replaced, so that what is kept outlives an erasure without naming anybody. */
export const redactAddresses = (text: string): string =>
  text.replace(/[^\s@<>"'()[\],;:=]+@([A-Za-z0-9][\w.-]*)/g, '***@$1');
