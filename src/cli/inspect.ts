import { Option, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import { createFeedReader } from '../adapters/feed-reader.js';
import { createHttpFetcher } from '../adapters/http-fetcher.js';
import { systemClock } from '../adapters/system-clock.js';
import { cleanHtml } from '../articles/clean-html.js';
import type { SmtpPhase } from '../delivery/mailer.js';
import { judgeReply } from '../delivery/verdict.js';
import type { CliContext } from './cli-context.js';
import { newCommand, newGroup } from './command.js';
import { inspectBounce } from './inspect-bounce.js';
import { inspectFeedAt } from './inspect-feed.js';

/** `inspect feed`, `inspect html`, `inspect bounce`, `inspect reply`: what Pressrun reads in a file. Always one JSON object a line, in the order of the arguments. */
export function addInspectCommands(program: Command, context: CliContext): void {
  const group = newGroup('inspect', 'show what Pressrun reads in a file');
  const commands = [inspectFeeds, inspectHtml, inspectBounces, inspectReplies];
  for (const command of commands) group.addCommand(command(context));
  program.addCommand(group);
}

function inspectFeeds(context: CliContext): Command {
  const command = newCommand('feed', 'the articles of feeds')
    .argument('<file-or-url...>')
    .option('--base <url>', 'for relative links in a file');
  command.action(async (targets: string[], { base }: { base?: string }) => {
    const { fetchAllow: allow, web } = context.config();
    const userAgent = `Pressrun/0.1 (+${web.baseUrl}; inspect feed)`;
    const fetcher = createHttpFetcher({ allow, userAgent, clock: systemClock });
    const reader = createFeedReader();
    for (const target of targets) {
      const found = await inspectFeedAt(target, base === undefined ? { fetcher, reader } : { fetcher, reader, base });
      context.output.line(JSON.stringify(found));
    }
  });
  return command;
}

function inspectHtml(context: CliContext): Command {
  const command = newCommand('html', 'what is left of HTML on standard input in an editor’s note');
  command.action(async () => {
    const html = await readText(process.stdin);
    const { text, html: clean } = cleanHtml(html);
    context.output.line(JSON.stringify({ text, html: clean }));
  });
  return command;
}

function inspectBounces(context: CliContext): Command {
  const command = newCommand('bounce', 'the verdict on bounces and complaints').argument('<file...>');
  command.action(async (files: string[]) => {
    for (const file of files) context.output.line(JSON.stringify(await inspectFile(file)));
  });
  return command;
}

const STAGES: readonly SmtpPhase[] = ['connect', 'greeting', 'hello', 'tls', 'auth', 'mail', 'rcpt', 'data', 'dot'];

function inspectReplies(context: CliContext): Command {
  const command = newCommand('reply', 'the verdict on SMTP replies, one a line on standard input').addOption(
    new Option('--stage <stage>', 'the command that was answered').choices(STAGES).default('rcpt'),
  );
  command.action(async ({ stage }: { stage: SmtpPhase }) => {
    for await (const reply of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      const { class: verdict, scope, reason, action } = judgeReply(stage, reply);
      context.output.line(JSON.stringify({ reply, class: verdict, scope, reason, action }));
    }
  });
  return command;
}

async function inspectFile(file: string): Promise<Record<string, unknown>> {
  try {
    return { file, ...(await inspectBounce(await readFile(file))) };
  } catch (error) {
    return { file, error: `The file cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
