import { Command, CommanderError } from 'commander';
import { faultLine } from '../config.js';
import { isDatabaseFault } from '../kernel/database-fault.js';
import { RefusedError, type Refusal } from '../kernel/refusal.js';
import { addApiKeyCommands } from './apikey.js';
import { addArticleCommands } from './article.js';
import { addBackupCommands } from './backup.js';
import { ConfigFaults, type CliContext, type Output } from './cli-context.js';
import { addConfigCommand } from './config.js';
import { addDkimCommands } from './dkim.js';
import { addDoctorCommand } from './doctor.js';
import { EXIT } from './exit.js';
import { addInspectCommands } from './inspect.js';
import { addIssueCommands } from './issue.js';
import { addKeyCommands } from './secret-key.js';
import { addMigrateCommand } from './migrate.js';
import { addNewsletterCommands } from './newsletter.js';
import { addSourceCommands } from './source.js';
import { addStartCommand } from './start.js';
import { addSubscriberCommands } from './subscribers.js';
import { addSuppressionCommands } from './suppressions.js';
import { addUserCommands } from './user.js';
import { addVerifyCommands } from './verify.js';

/** Runs one command line; the value is the exit code: 0 done, 1 refused with a reason, 2 wrong usage. */
export async function runCli(args: readonly string[], base: Omit<CliContext, 'exitWith'>): Promise<number> {
  let code: number = EXIT.done;
  const context: CliContext = {
    ...base,
    exitWith: (wanted) => {
      code = wanted;
    },
  };
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, { output: base.output, json: args.includes('--json') });
  }
}

const COMMANDS = [
  addStartCommand,
  addMigrateCommand,
  addConfigCommand,
  addDoctorCommand,
  addDkimCommands,
  addKeyCommands,
  addUserCommands,
  addApiKeyCommands,
  addNewsletterCommands,
  addSourceCommands,
  addArticleCommands,
  addSubscriberCommands,
  addSuppressionCommands,
  addIssueCommands,
  addBackupCommands,
  addInspectCommands,
  addVerifyCommands,
];

function createProgram(context: CliContext): Command {
  const { output } = context;
  const program = new Command('pressrun')
    .description('The newsletter press of an independent newsroom.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.line(text.trimEnd()),
      writeErr: (text) => output.note(text.trimEnd()),
    });
  for (const add of COMMANDS) add(program, context);
  inherit(program);
  return program;
}

/** Subcommands speak through the same output as the program. */
function inherit(parent: Command): void {
  for (const child of parent.commands) {
    child.copyInheritedSettings(parent);
    inherit(child);
  }
}

/** Says why a command did not do what it should. An error nobody foresaw is thrown on. */
function explain(error: unknown, { output, json }: { output: Output; json: boolean }): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const refusal = refusalOf(error);
  if (refusal === undefined) throw error;
  if (json) output.line(JSON.stringify({ code: refusal.code, detail: refusal.detail, errors: refusal.errors ?? [] }));
  else for (const line of linesOf(error, refusal)) output.note(line);
  return EXIT.refused;
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RefusedError) return error.refusal;
  if (error instanceof ConfigFaults) {
    const detail = error.faults.map(faultLine).join(' ');
    return { code: 'config.invalid', kind: 'invalid', detail, errors: error.faults };
  }
  if (isDatabaseFault(error)) return { code: 'database.unusable', kind: 'unavailable', detail: error.message };
  return undefined;
}

const linesOf = (error: unknown, { detail }: Refusal): readonly string[] =>
  error instanceof ConfigFaults ? error.faults.map(faultLine) : [detail];
