/** Node's name for a fault of the operating system: `EADDRINUSE`; undefined for other errors. */
export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
