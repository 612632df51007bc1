/** Prints each step as it becomes true, and the table at the end. */
export interface Report {
  /** Runs a step; its returned words say what was seen. A step that throws ends the demo. */
  step(title: string, work: () => Promise<string>): Promise<void>;
  readonly steps: readonly { readonly title: string; readonly seen: string; readonly seconds: number }[];
  table(): string;
}

export function createReport({ write, seconds }: { write: (line: string) => void; seconds: () => number }): Report {
  const steps: { title: string; seen: string; seconds: number }[] = [];
  return {
    steps,
    async step(title, work) {
      const start = seconds();
      const seen = await work();
      const took = seconds() - start;
      steps.push({ title, seen, seconds: took });
      write(`✓ ${title}: ${seen} (${took.toFixed(1)} s)`);
    },
    table() {
      const width = Math.max(...steps.map((step) => step.title.length));
      const lines = steps.map((step) => `  ${step.title.padEnd(width)}  ${step.seen}`);
      return [`  ${'step'.padEnd(width)}  seen`, `  ${'-'.repeat(width)}  ${'-'.repeat(40)}`, ...lines].join('\n');
    },
  };
}
