import type { Command } from 'commander';
import type { IssueView } from '../issues/room.js';
import { orThrow } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { given, newCommand, print, table, withRooms } from './command.js';
import { namedNewsletter } from './named-newsletter.js';

/** `issue build`: a draft of the newest stories. */
export function buildIssue(context: CliContext): Command {
  const command = newCommand('build', 'make a draft from the newest stories')
    .requiredOption('--newsletter <slug>')
    .option('--kind <kind>', 'digest, urgent or special')
    .option('--subject <text>');
  command.action(async (options: { newsletter: string; kind?: string; subject?: string }) =>
    withRooms(context, async ({ rooms }) => {
      const { newsletter, kind, subject } = options;
      const view = orThrow(await rooms.issues.build(given({ newsletter, kind, subject }), context.actor));
      print(context, command, { lines: describe(view), json: summary(view) });
    }),
  );
  return command;
}

function describe({ issue, stories, warnings, choices }: IssueView): readonly string[] {
  return [
    `${issue.id}  ${issue.state}  ${issue.subject}`,
    ...stories.map(
      ({ article, section }, index) =>
        `${String(index + 1).padStart(3)}. ${section === null ? '' : `[${section}] `}${article.title}`,
    ),
    ...warnings.map((warning) => `Warning: ${warning}`),
    ...leftOutLine(issue.id, choices),
    `Approve it as it is: pressrun issue approve ${issue.id} --hash ${issue.contentHash}`,
  ];
}

function leftOutLine(id: string, choices: IssueView['choices']): readonly string[] {
  const count = choices.filter(({ chosen }) => !chosen).length;
  return count === 0 ? [] : [`Left out: ${count}; why: pressrun issue preview ${id} --part reasons`];
}

const summary = ({ issue, stories, warnings }: IssueView) => ({
  ...issue,
  hash: issue.contentHash,
  articles: stories.map(({ article, section }) => ({
    id: article.id,
    title: article.title,
    url: article.url,
    section,
  })),
  warnings,
});

/** `issue list`: the newest first. */
export function listIssues(context: CliContext): Command {
  const command = newCommand('list', 'list issues, the newest first')
    .option('--newsletter <slug>')
    .option('--limit <n>', '', '20');
  command.action(async ({ newsletter, limit }: { newsletter?: string; limit: string }) =>
    withRooms(context, async (deps) => {
      const of = newsletter === undefined ? {} : { newsletterId: (await namedNewsletter(deps, newsletter)).id };
      const issues = await deps.rooms.issues.list({ ...of, limit: Math.max(1, Math.trunc(Number(limit)) || 20) });
      const rows = issues.map(({ id, localDate, kind, state, subject }) => [id, localDate, kind, state, subject]);
      print(context, command, { lines: table([['id', 'date', 'kind', 'state', 'subject'], ...rows]), json: issues });
    }),
  );
  return command;
}

/** `issue preview`: what everybody gets, before the personal links; as source the whole message with links to nobody. */
export function previewIssue(context: CliContext): Command {
  const command = newCommand('preview', 'print the rendered issue')
    .argument('<id>')
    .option('--part <part>', 'html, text, source, or reasons: why each story was taken or left out', 'text');
  command.action(async (id: string, { part }: { part: string }) => {
    if (part !== 'html' && part !== 'text' && part !== 'source' && part !== 'reasons')
      command.error(`error: --part is html, text, source or reasons, not ${part}`);
    return withRooms(context, async ({ rooms }) => {
      if (part === 'reasons') return print(context, command, reasons(orThrow(await rooms.issues.view(id))));
      const { subject, preheader, html, text } = orThrow(await rooms.issues.variant(id));
      const message = async () => Buffer.from(orThrow(await rooms.delivery.preview(id))).toString('latin1');
      const body = part === 'html' ? html : part === 'text' ? text : await message();
      print(context, command, { lines: [body], json: { subject, preheader, [part]: body } });
    });
  });
  return command;
}

function reasons({ choices, log }: IssueView) {
  const rows = choices.map(({ article, chosen, words }) => [chosen ? 'in' : 'out', article.title, words]);
  const lines = [...table([['', 'story', 'why'], ...rows]), ...log.map(({ words }) => `By itself: ${words}`)];
  const json = choices.map(({ article, section, chosen, reason, words }) => ({
    id: article.id,
    title: article.title,
    url: article.url,
    section,
    chosen,
    reason,
    words,
  }));
  return { lines, json: { choices: json, log } };
}

/** `issue approve`: exactly the content with the hash that was looked at. */
export function approveIssue(context: CliContext): Command {
  const command = newCommand('approve', 'approve the issue as it is')
    .argument('<id>')
    .option('--hash <hash>', 'of the content that was looked at; a change since then refuses the approval');
  command.action(async (id: string, { hash }: { hash?: string }) =>
    withRooms(context, async ({ rooms, clock }) => {
      const view = orThrow(await rooms.issues.view(id));
      const issue = orThrow(await rooms.issues.approve(id, hash ?? view.issue.contentHash, context.actor));
      await rooms.accounts.audit({
        actor: context.actor,
        action: 'issue.approved',
        subject: id,
        detail: { hash: issue.approvedHash },
      });
      const planned = issue.sendAt !== null && issue.sendAt > clock.now();
      const next = planned ? 'It goes out at its time.' : `Send it now: pressrun issue send ${id}`;
      print(context, command, { lines: [`Approved: ${issue.subject}. ${next}`], json: issue });
    }),
  );
  return command;
}
