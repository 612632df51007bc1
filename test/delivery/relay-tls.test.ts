import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SendOutcome } from '../../src/delivery/mailer.js';
import { createAuthority } from '../support/certificate.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import { faultAt } from '../support/fault-sink-script.js';

/** Real TLS. The authority is trusted by a process of its own, since Node reads its authorities when it starts. */
const NOW = Date.now();
const DAY = 86_400_000;
const authority = createAuthority(NOW);
const right = authority.issue({ address: '127.0.0.1', notAfter: NOW + DAY });
const expired = authority.issue({ address: '127.0.0.1', notAfter: NOW - DAY });
const otherName = authority.issue({ address: '127.0.0.9', notAfter: NOW + DAY });
const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

const REQUIRED = 'tls=required';
const OFFERED = 'tls=offered';
const RELAYS: Readonly<Record<string, readonly [FaultSinkOptions, string]>> = {
  'a right certificate': [{ tls: right }, REQUIRED],
  'an expired certificate': [{ tls: expired }, REQUIRED],
  'a certificate of another name': [{ tls: otherName }, REQUIRED],
  'no STARTTLS': [{}, REQUIRED],
  'a STARTTLS it refuses': [
    { tls: right, script: faultAt('starttls', { do: 'reply', line: '454 4.7.0 TLS not available' }, 9) },
    REQUIRED,
  ],
  'a handshake it never begins': [{ tls: right, script: faultAt('handshake', { do: 'stall' }, 9) }, REQUIRED],
  'TLS 1.0 only': [{ tls: { ...right, ...OLD } }, REQUIRED],
  'an expired certificate, where TLS is only offered': [{ tls: expired }, OFFERED],
  'no STARTTLS, where TLS is only offered': [{}, OFFERED],
};

let folder: string;
const sinks = new Map<string, FaultSink>();
const outcomes = new Map<string, SendOutcome>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-tls-'));
  const trusted = join(folder, 'authority.pem');
  writeFileSync(trusted, authority.cert);
  const relays = await Promise.all(
    Object.entries(RELAYS).map(async ([name, [options, query]]) => {
      const sink = await startFaultSink(options);
      sinks.set(name, sink);
      return `${sink.port}?${query}`;
    }),
  );
  const program = fileURLToPath(new URL('trusting-sender.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...relays], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted },
  });
  const found = JSON.parse(stdout) as readonly SendOutcome[];
  for (const [index, name] of Object.keys(RELAYS).entries()) {
    const outcome = found[index];
    if (outcome !== undefined) outcomes.set(name, outcome);
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([...sinks.values()].map(async (sink) => sink.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('a relay with TLS', () => {
  test.each([
    ['a right certificate'],
    ['an expired certificate, where TLS is only offered'],
    ['no STARTTLS, where TLS is only offered'],
  ])('that has %s gets the message', (name) => {
    expect(outcomes.get(name)).toMatchObject({ kind: 'accepted' });
    expect(sinks.get(name)?.entries()).toHaveLength(1);
  });

  test.each([
    ['an expired certificate', /expired/],
    ['a certificate of another name', /altname|does not match/i],
    ['no STARTTLS', /STARTTLS|TLS/],
    ['a STARTTLS it refuses', /TLS/],
    ['a handshake it never begins', /time|ready/i],
    ['TLS 1.0 only', /protocol|version|SSL/i],
  ])('that has %s gets nothing, in clear text either, and the trouble is the relay’s', (name, words) => {
    const outcome = outcomes.get(name);
    const said = outcome?.kind === 'refused' ? outcome.reply : outcome?.kind === 'broken' ? outcome.reason : undefined;
    expect(said).toMatch(words);
    expect(['tls', 'hello']).toContain(outcome !== undefined && 'phase' in outcome ? outcome.phase : undefined);
    if (outcome?.kind === 'broken') expect(outcome.dotWritten).toBe(false);
    expect(sinks.get(name)?.tally()).toMatchObject({ dots: 0, transactions: 0 });
  });
});
