import { Command } from 'commander';
import type { CliContext, CliDeps } from './cli-context.js';

/** What a command found: lines for people, one value for programs. */
export interface Result {
  readonly lines: readonly string[];
  readonly json: unknown;
}

/** A subcommand with `--json`; wrong usage of it throws instead of exiting. */
export function newCommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'print JSON').exitOverride();
}

/** A command that only holds others; `--json` is theirs. */
export const newGroup = (name: string, description: string): Command =>
  new Command(name).description(description).exitOverride();

/** Prints the result in the form that was asked for. */
export function print(context: CliContext, command: Command, { lines, json }: Result): void {
  if (isJson(command)) context.output.line(JSON.stringify(json));
  else for (const line of lines) context.output.line(line);
}

export const isJson = (command: Command): boolean => command.opts<{ json?: boolean }>().json === true;

/** Runs with open rooms and closes them, also after a refusal. */
export async function withRooms<T>(context: CliContext, work: (deps: CliDeps) => Promise<T>): Promise<T> {
  const deps = context.open(context.config());
  try {
    return await work(deps);
  } finally {
    await deps.close();
  }
}

/** Columns aligned by blanks; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** An option without a value is left out, as the rooms' checks expect. */
export const given = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
