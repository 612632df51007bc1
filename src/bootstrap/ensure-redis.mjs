import { existsSync } from 'node:fs';
import { env } from 'node:process';
import { hasProgram, installWithApt } from './apt.mjs';

/**
 * Finds a redis-server for the private child, or installs one; with REDIS_URL none is needed.
 * @param {{ out: NodeJS.WritableStream }} options
 */
export async function ensureRedis({ out }) {
  if (env['REDIS_URL'] || hasProgram('redis-server') || existsSync('/usr/bin/redis-server')) return;
  await installWithApt({
    packages: ['redis-server'],
    why: 'Pressrun needs redis-server, or REDIS_URL with the address of one.',
    elsewhere: 'Install redis-server (macOS: brew install redis)',
    out,
  });
}
