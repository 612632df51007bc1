/** An expected reason not to start: shown as one sentence, without a stack. */
export class BootstrapRefusal extends Error {}

/**
 * Runs an entry's work; a refusal becomes one line and exit code 1.
 * @param {() => Promise<void>} work
 */
export async function orExplain(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BootstrapRefusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
