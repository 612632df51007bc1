/** Something the editors should know: mailed to each of them once per key, and shown in the log. */
export interface EditorNotice {
  /** At most one notice per key: `issue-skipped:<issue>`. */
  readonly key: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly action?: { readonly label: string; readonly url: string };
}

/** Tells the editors. Never throws: a notice that cannot be stored is logged. */
export interface EditorNotices {
  tell(notice: EditorNotice): Promise<void>;
}
