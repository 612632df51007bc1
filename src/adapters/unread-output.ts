/** Ends this process once nobody reads what it says any more: `| head -1` has seen enough, and that is no fault. */
export function endWhenUnread(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
