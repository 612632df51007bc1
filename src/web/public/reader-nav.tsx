import type { JSX } from 'preact';

/** The line under the masthead. */
export function ReaderNav({ at }: { at?: 'home' | 'subscribe' }): JSX.Element {
  const present = (page: typeof at) => (at === page ? { 'aria-current': 'page' as const } : {});
  return (
    <>
      <a href="/" {...present('home')}>
        Newsletters
      </a>
      <a href="/subscribe" {...present('subscribe')}>
        Subscribe
      </a>
    </>
  );
}
