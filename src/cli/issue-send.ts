import type { Command } from 'commander';
import { DateTime } from 'luxon';
import type { Issue } from '../issues/issue.js';
import { orThrow, type Outcome } from '../kernel/refusal.js';
import type { CliContext, CliDeps } from './cli-context.js';
import { isJson, newCommand, print, withRooms } from './command.js';
import { watchIssue } from './watch-issue.js';

/** `issue send`: now or at a time, watched or not. */
export function sendIssue(context: CliContext): Command {
  const command = newCommand('send', 'send an approved issue now')
    .argument('<id>')
    .option('--at <time>', 'ISO 8601, like 2026-11-23T07:00:00+01:00')
    .option('--watch', 'stay and show the progress');
  command.action(async (id: string, { at, watch }: { at?: string; watch?: boolean }) => {
    const instant = at === undefined ? undefined : DateTime.fromISO(at);
    if (instant !== undefined && !instant.isValid) command.error(`error: --at is no time: ${at ?? ''}`);
    return withRooms(context, async (deps) => {
      const options = instant === undefined ? {} : { at: instant.toMillis() };
      const issue = orThrow(await deps.rooms.issues.send(id, options, context.actor));
      await note(deps, context, { action: 'issue.sent', id });
      if (watch === true && instant === undefined) {
        const progress = await watchIssue(deps, { id, output: context.output, quiet: isJson(command) });
        return print(context, command, { lines: [], json: { ...issue, ...progress } });
      }
      const when = instant === undefined ? 'now' : `at ${instant.toISO() ?? ''}`;
      return print(context, command, { lines: [`Goes out ${when}: ${issue.subject}.`], json: issue });
    });
  });
  return command;
}

/** `issue pause`. */
export function pauseIssue(context: CliContext): Command {
  const command = newCommand('pause', 'stop sending; what is on the wire ends')
    .argument('<id>')
    .option('--reason <text>', '', 'paused from the command line');
  command.action(async (id: string, { reason }: { reason: string }) =>
    steer(context, command, {
      id,
      word: 'paused',
      act: async ({ rooms }) => rooms.issues.pause(id, reason, context.actor),
    }),
  );
  return command;
}

/** `issue resume`. */
export function resumeIssue(context: CliContext): Command {
  const command = newCommand('resume', 'go on sending').argument('<id>');
  command.action(async (id: string) =>
    steer(context, command, { id, word: 'resumed', act: async ({ rooms }) => rooms.issues.resume(id, context.actor) }),
  );
  return command;
}

/** `issue cancel`. */
export function cancelIssue(context: CliContext): Command {
  const command = newCommand('cancel', 'send no further mail of this issue, for good').argument('<id>');
  command.action(async (id: string) =>
    steer(context, command, {
      id,
      word: 'cancelled',
      act: async ({ rooms }) => rooms.issues.cancel(id, context.actor),
    }),
  );
  return command;
}

/** `issue retry-failed`. */
export function retryIssue(context: CliContext): Command {
  const command = newCommand('retry-failed', 'try failed deliveries again; suppressed addresses stay failed')
    .argument('<id>')
    .option('--reason <reason>', 'only those that failed for this reason, like mailbox-full');
  command.action(async (id: string, { reason }: { reason?: string }) =>
    withRooms(context, async (deps) => {
      const options = reason === undefined ? {} : { reason };
      const retried = orThrow(await deps.rooms.delivery.retryFailed(id, options, context.actor));
      await note(deps, context, { action: 'issue.retry-failed', id });
      print(context, command, { lines: [`${retried.retried} deliveries are tried again.`], json: { id, ...retried } });
    }),
  );
  return command;
}

interface Steering {
  readonly id: string;
  readonly word: string;
  act(deps: CliDeps): Promise<Outcome<Issue>>;
}

async function steer(context: CliContext, command: Command, steering: Steering): Promise<void> {
  await withRooms(context, async (deps) => {
    const issue = orThrow(await steering.act(deps));
    await note(deps, context, { action: `issue.${steering.word}`, id: steering.id });
    print(context, command, { lines: [`${issue.subject}: ${steering.word}.`], json: issue });
  });
}

const note = async ({ rooms }: CliDeps, { actor }: CliContext, { action, id }: { action: string; id: string }) =>
  rooms.accounts.audit({ actor, action, subject: id });
