/** Asks for a page without reading it, guarding the newsroom's network. Implemented by adapters/http-link-probe.ts. */
export interface LinkProbe {
  /** The status the page answers in the end; null when there is no answer, which says nothing about the page. */
  status(url: string): Promise<number | null>;
}
