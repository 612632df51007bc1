import type { Command } from 'commander';
import { rotateSecretKey } from '../config-files.js';
import { RefusedError } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { newCommand, newGroup, print } from './command.js';

/** `key rotate`: a new key signs; links in mails that were sent keep working unless their key is revoked. */
export function addKeyCommands(program: Command, context: CliContext): void {
  const command = newCommand(
    'rotate',
    'make a new key that signs links; links in mails that were sent keep working',
  ).option('--revoke', 'the old keys leaked: no link they signed works any more');
  command.action(({ revoke = false }: { revoke?: boolean }) => {
    const { dataDir, keysAreOurs } = context.config();
    if (!keysAreOurs) throw new RefusedError(KEPT_ELSEWHERE);
    rotateSecretKey(dataDir, { revoke });
    const links = revoke
      ? 'Links in mails that were sent do not work any more'
      : 'Links in mails that were sent keep working';
    print(context, command, {
      lines: [`A new key is in ${dataDir}/secret.key. ${links}. Restart Pressrun now, and back the file up.`],
      json: { rotated: true, revoked: revoke },
    });
  });
  program.addCommand(newGroup('key', 'the keys that sign links').addCommand(command));
}

const KEPT_ELSEWHERE = {
  code: 'key.kept-elsewhere',
  kind: 'conflict',
  detail:
    'SECRET_KEY is set, so the keys are yours to keep: put a new one in front of it with a blank between, SECRET_KEY="NEW OLD". ' +
    'A key that leaked becomes hash-only:KEY and stays last.',
} as const;
