import { DateTime } from 'luxon';
import type { Issue } from '../../issues/issue.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';

const MAX_ENTRIES = 30;

/** The newest issues as Atom (RFC 4287). */
export function archiveFeed(archive: {
  newsroom: Newsroom;
  newsletter: Newsletter;
  issues: readonly Issue[];
  baseUrl: string;
}): string {
  const { newsroom, newsletter, baseUrl } = archive;
  const home = `${baseUrl}/archive/${newsletter.slug}`;
  const issues = archive.issues.slice(0, MAX_ENTRIES);
  const updated = Math.max(newsletter.createdAt, ...issues.map(publishedAt));
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${escapeXml(newsletter.language)}">
  <id>${escapeXml(home)}</id>
  <title>${escapeXml(newsletter.name)}</title>
  <subtitle>${escapeXml(newsletter.description)}</subtitle>
  <updated>${iso(updated)}</updated>
  <author><name>${escapeXml(newsroom.name)}</name></author>
  <link rel="alternate" type="text/html" href="${escapeXml(home)}"/>
  <link rel="self" type="application/atom+xml" href="${escapeXml(home)}/feed.xml"/>
${issues.map((issue) => entry(issue, `${home}/${issue.slug}`)).join('')}</feed>
`;
}

function entry(issue: Issue, url: string): string {
  return `  <entry>
    <id>${escapeXml(url)}</id>
    <title>${escapeXml(issue.subject)}</title>
    <summary>${escapeXml(issue.preheader)}</summary>
    <updated>${iso(publishedAt(issue))}</updated>
    <link rel="alternate" type="text/html" href="${escapeXml(url)}"/>
  </entry>
`;
}

const publishedAt = (issue: Issue): number => issue.startedAt ?? issue.createdAt;

const iso = (instant: number): string => DateTime.fromMillis(instant, { zone: 'utc' }).toISO() ?? '';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escapes for text and attributes; control characters that XML 1.0 has no form for are left out. */
const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '').replace(/(?![\t\n\r])\p{Cc}/gu, '');
