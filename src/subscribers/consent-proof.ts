/** Who asked, from where: stored with each consent. */
export interface ConsentProof {
  readonly text: string | null;
  readonly textVersion: string | null;
  readonly at: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly source: string;
}
