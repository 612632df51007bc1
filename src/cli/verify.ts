import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { verifyLedger } from '../../db/verify-ledger.js';
import { OUTSIDE_INVARIANTS, type InvariantFinding } from '../delivery/ledger-check.js';
import { RefusedError } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { newCommand, newGroup, print } from './command.js';
import { EXIT } from './exit.js';

/** `verify ledger`: exit 1 when an invariant does not hold. */
export function addVerifyCommands(program: Command, context: CliContext): void {
  const group = newGroup('verify', 'prove what the database says');
  group.addCommand(ledger(context));
  program.addCommand(group);
}

function ledger(context: CliContext): Command {
  const command = newCommand('ledger', 'check the invariants of all deliveries; changes nothing, stops nobody').option(
    '--issue <id>',
    'of this issue only',
  );
  command.action(({ issue }: { issue?: string }) => {
    const { databaseFile } = context.config();
    if (!existsSync(databaseFile)) throw noDatabase(databaseFile);
    const findings = verifyLedger(databaseFile, issue);
    const broken = findings.filter(({ ok }) => !ok);
    if (broken.length > 0) context.exitWith(EXIT.refused);
    const outside = OUTSIDE_INVARIANTS.map(
      ({ id, sentence, checkedBy }) => ` -   ${id.padEnd(3)}  ${sentence}: not checkable here, see ${checkedBy}`,
    );
    const verdict = broken.length === 0 ? 'Every invariant holds.' : `${broken.length} invariants are broken.`;
    print(context, command, {
      lines: [...findings.flatMap(linesOf), ...outside, verdict],
      json: { ok: broken.length === 0, findings, outside: OUTSIDE_INVARIANTS },
    });
  });
  return command;
}

const linesOf = ({ id, sentence, ok, rows }: InvariantFinding): readonly string[] => [
  `${ok ? 'ok ' : 'BAD'}  ${id.padEnd(3)}  ${sentence}`,
  ...rows.map((row) => `          ${JSON.stringify(row)}`),
];

const noDatabase = (file: string) =>
  new RefusedError({
    code: 'database.missing',
    kind: 'unknown',
    detail: `There is no database at ${file}. Start Pressrun once, or set DATA_DIR.`,
  });
