/** One subscription as a line of the export. Times in milliseconds. */
export interface SubscriptionLine {
  readonly email: string;
  readonly name: string | null;
  readonly language: string | null;
  readonly newsletter: string;
  readonly state: string;
  readonly activatedAt: number | null;
  readonly changedAt: number;
  /** Of the newest act that made the reader active; null when there was none. */
  readonly consentAt: number | null;
  readonly ip: string | null;
  /** The words the reader agreed to. */
  readonly consent: string | null;
}
