import { checkPictures } from './check-pictures.js';
import { check, checkHeaders, isSignedAsReceived } from './checks.js';
import { linkIn } from './inbox.js';
import type { Report } from './report.js';
import { allReaders, NEWSLETTER, type Stage } from './stage.js';
import { until } from './until.js';

/** The API's answers, as far as the demo reads them. */
interface IssueAnswer {
  readonly id: string;
  readonly hash: string;
  readonly subject: string;
  readonly state: string;
  readonly audience: number;
  readonly articles: readonly { readonly id: string; readonly title: string }[];
  readonly counts: { readonly accepted: number; readonly failed: number };
}

export interface DemoResult {
  readonly feed: string;
  readonly stories: number;
  readonly htmlBytes: number;
  readonly accepted: number;
  readonly pages: number;
  readonly mails: number;
}

/** From an empty house to confirmed readers. */
export async function openingSteps(stage: Stage, report: Report): Promise<void> {
  await report.step('Newsletter and source', async () => addSource(stage));
  await report.step('Readers subscribe on the form', async () => {
    for (const email of allReaders(stage.readers)) await subscribe(stage, email);
    return `${allReaders(stage.readers).length} forms sent, no account, no JavaScript`;
  });
  await report.step('Readers confirm from their mail', async () => {
    for (const email of allReaders(stage.readers)) await confirm(stage, email);
    return 'the link opens a page, its button confirms';
  });
}

/** From confirmed readers to a second issue without the bounced and the unsubscribed one. */
export async function sendingSteps(stage: Stage, report: Report): Promise<DemoResult> {
  let first: IssueAnswer | undefined;
  let second: IssueAnswer | undefined;
  let htmlBytes = 0;
  await report.step('Digest built', async () => {
    first = await stage.api.call<IssueAnswer>('POST', '/issues', { newsletter: NEWSLETTER });
    htmlBytes = Buffer.byteLength(await previewOf(stage, first));
    return `${first.articles.length} stories, ${(htmlBytes / 1000).toFixed(1)} KB of HTML, subject “${first.subject}”`;
  });
  await report.step('Digest sent', async () => {
    first = await sendIssue(stage, first);
    check(first.counts.accepted === allReaders(stage.readers).length, `${first.counts.accepted} mails were accepted`);
    return `${first.counts.accepted} of ${first.audience} accepted`;
  });
  await report.step('Mail received', async () => checkMails(stage, first));
  await report.step('Pictures are ours', async () => checkPictures(stage, first?.id ?? ''));
  await report.step('One reader bounces', async () => waitForBounce(stage));
  await report.step('One reader unsubscribes with one click', async () => unsubscribe(stage, first));
  await report.step('Second issue built and sent', async () => {
    second = await sendIssue(stage, await buildSecond(stage));
    return `${second.articles.length} stories, ${second.counts.accepted} of ${second.audience} accepted`;
  });
  await report.step('Both are left out of the second issue', async () => checkSecond(stage, second));
  check(first !== undefined && second !== undefined, 'an issue is missing');
  const pages = stage.visitor.pages();
  const mails = (await Promise.all(allReaders(stage.readers).map(async (email) => stage.inbox.mailsTo(email)))).flat();
  await report.step('Counted', async () => `${pages} pages fetched, ${mails.length} mails received`);
  return {
    feed: stage.feed.name,
    stories: first.articles.length,
    htmlBytes,
    accepted: first.counts.accepted + second.counts.accepted,
    pages,
    mails: mails.length,
  };
}

async function addSource(stage: Stage): Promise<string> {
  const { api, feed } = stage;
  await api.call('PATCH', '/newsroom', feed.newsroom);
  await api.call('PATCH', `/newsletters/${NEWSLETTER}`, feed.newsletter);
  const source = await api.call<{ id: string }>('POST', '/sources', { newsletter: NEWSLETTER, url: feed.url });
  const counts = await api.call<{ new: number; updated: number; unchanged: number }>(
    'POST',
    `/sources/${source.id}/fetch`,
  );
  const articles = counts.new + counts.updated + counts.unchanged;
  check(articles > 0, `${feed.name} gave no article`);
  if (feed.nextDay === undefined) await keepSomeForLater(stage, articles);
  return `${articles} articles from ${feed.name}`;
}

/** A feed that is not ours has no next day: the second issue prints what the first one leaves. */
async function keepSomeForLater({ api }: Stage, articles: number): Promise<void> {
  const maxArticles = Math.max(1, Math.min(12, articles - 1));
  await api.call('PATCH', `/newsletters/${NEWSLETTER}`, { maxArticles });
}

async function subscribe({ baseUrl, visitor }: Stage, email: string): Promise<void> {
  await visitor.submit(`${baseUrl}/subscribe?newsletter=${NEWSLETTER}`, { email });
}

async function confirm({ baseUrl, visitor, inbox }: Stage, email: string): Promise<void> {
  const letter = await inbox.waitFor(email, /confirm/i);
  await visitor.submit(linkIn(letter, baseUrl, '/confirm/'));
}

const previewOf = async ({ baseUrl, apiKey }: Stage, issue: IssueAnswer): Promise<string> => {
  const headers = { authorization: `Bearer ${apiKey}` };
  return (await fetch(`${baseUrl}/api/v1/issues/${issue.id}/preview?part=html`, { headers })).text();
};

async function sendIssue({ api }: Stage, issue: IssueAnswer | undefined): Promise<IssueAnswer> {
  check(issue !== undefined, 'there is no draft');
  await api.call('POST', `/issues/${issue.id}/approve`, { hash: issue.hash });
  await api.call('POST', `/issues/${issue.id}/send`, {});
  return until(`the issue “${issue.subject}” to be done`, 30, async () => {
    const now = await api.call<IssueAnswer>('GET', `/issues/${issue.id}`);
    return now.state === 'done' ? now : undefined;
  });
}

async function checkMails({ inbox, readers, signer }: Stage, issue: IssueAnswer | undefined): Promise<string> {
  check(issue !== undefined, 'there is no issue');
  for (const email of allReaders(readers)) {
    const copies = (await inbox.mailsTo(email)).filter((received) => received.header('x-pressrun-issue') === issue.id);
    check(copies.length === 1, `${email} has ${copies.length} copies`);
    for (const received of copies) {
      checkHeaders(received);
      check(await isSignedAsReceived(received, signer), `the DKIM signature of the mail to ${email} does not fit`);
      const text = squeeze(received.mail.text ?? '');
      const missing = issue.articles.filter(({ title }) => !text.includes(opening(title)));
      check(missing.length === 0, `the text part misses “${missing[0]?.title ?? ''}”`);
    }
  }
  return 'exactly one each, every story in it, DKIM signature verified, list headers covered';
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ');

/** Mails cut very long headlines, and leave out characters a feed has lost already. */
const opening = (title: string): string => squeeze(title.split('\uFFFD')[0] ?? '').slice(0, 60);

async function waitForBounce({ api, readers }: Stage): Promise<string> {
  const path = `/subscribers?email=${encodeURIComponent(readers.bouncing)}`;
  const suppression = await until('the bounce to come back', 15, async () => {
    const record = await api.call<{ suppression: { reason: string } | null }>('GET', path);
    return record.suppression ?? undefined;
  });
  return `${readers.bouncing} is suppressed: ${suppression.reason}`;
}

async function unsubscribe(
  { inbox, visitor, readers, baseUrl }: Stage,
  issue: IssueAnswer | undefined,
): Promise<string> {
  const [mail] = (await inbox.mailsTo(readers.leaving)).filter((m) => m.header('x-pressrun-issue') === issue?.id);
  const url = /<(https?:[^>]+)>/.exec(mail?.header('list-unsubscribe') ?? '')?.[1];
  check(url?.startsWith(baseUrl) === true, 'the mail has no unsubscribe address of ours');
  await visitor.oneClick(url);
  return `${readers.leaving}, from the List-Unsubscribe header`;
}

/** The sample newsroom has news of the next day; a real feed's left-over stories make a special. */
async function buildSecond({ api, feed }: Stage): Promise<IssueAnswer> {
  if (feed.nextDay === undefined) return api.call('POST', '/issues', { newsletter: NEWSLETTER, kind: 'special' });
  feed.nextDay();
  const [source] = (await api.call<{ sources: readonly { id: string }[] }>('GET', `/sources?newsletter=${NEWSLETTER}`))
    .sources;
  await api.call('POST', `/sources/${source?.id ?? ''}/fetch`);
  return api.call('POST', '/issues', { newsletter: NEWSLETTER });
}

async function checkSecond({ inbox, readers }: Stage, issue: IssueAnswer | undefined): Promise<string> {
  check(issue !== undefined, 'there is no second issue');
  check(issue.audience === readers.staying.length, `the audience is ${issue.audience}`);
  const copies = async (email: string) =>
    (await inbox.mailsTo(email)).filter((received) => received.header('x-pressrun-issue') === issue.id).length;
  for (const email of readers.staying) check((await copies(email)) === 1, `${email} did not get exactly one copy`);
  for (const email of [readers.leaving, readers.bouncing])
    check((await copies(email)) === 0, `${email} still got mail`);
  return `${readers.staying.length} readers got it, ${readers.leaving} and ${readers.bouncing} did not`;
}
