/** Source of unguessable bytes. Injected, so that a test can repeat a run. */
export interface Random {
  bytes(count: number): Uint8Array;
}
