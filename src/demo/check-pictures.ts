import { check } from './checks.js';
import type { Stage } from './stage.js';
import { until } from './until.js';

/**
 * The pictures of an issue's mail: every one has an address of ours, and those of the sample newsroom are copied by now. A feed
 * from outside may name pictures that cannot be fetched from here.
 */
export async function checkPictures({ inbox, readers, baseUrl, feed }: Stage, issueId: string): Promise<string> {
  const mails = await inbox.mailsTo(readers.staying[0] ?? '');
  const html = mails.find((received) => received.header('x-pressrun-issue') === issueId)?.mail.html ?? '';
  const sources = [...new Set([...html.matchAll(/<img [^>]*src="([^"]+)"/g)].map((match) => match[1] ?? ''))];
  const strange = sources.find((source) => !source.startsWith(`${baseUrl}/pictures/`));
  check(strange === undefined, `the mail shows a picture from ${strange ?? ''}`);
  if (feed.nextDay === undefined) return `${sources.length}, each with an address of ours`;
  let bytes = 0;
  for (const source of sources)
    bytes += await until(`our copy of ${source}`, 20, async () => {
      const answer = await fetch(source, { redirect: 'manual' });
      const body = await answer.arrayBuffer();
      return answer.headers.get('content-type') === 'image/jpeg' ? body.byteLength : undefined;
    });
  return `${sources.length} copied, ${(bytes / 1000).toFixed(0)} KB together, served by us`;
}
