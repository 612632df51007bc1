import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { dkimRecords, dkimResolver } from './dkim-keys.js';

/** A DKIM verifier that is not ours; the value tells how many signatures of a message it found good. */
export interface Verifier {
  readonly name: string;
  readonly installed: boolean;
  verify(raw: Buffer): Promise<number>;
}

const mailauth: Verifier = {
  name: 'mailauth',
  installed: true,
  verify: async (raw) => {
    const { results } = await dkimVerify(raw, { resolver: dkimResolver });
    return results.filter(({ status }) => status.result === 'pass').length;
  },
};

/** Debian's own Python: another one on PATH does not see Debian's packages. */
const PYTHON = '/usr/bin/python3';
const PYTHON_PACKAGES = '/usr/lib/python3/dist-packages';
const SCRIPT = `
import dkim, json, re, sys
message = open(sys.argv[1], 'rb').read()
records = json.load(open(sys.argv[2]))
lookup = lambda name, timeout=5: records.get(name.decode().rstrip('.'), '').encode()
count = len(re.findall(rb'^DKIM-Signature:', message.split(b'\\r\\n\\r\\n')[0], re.M))
def good(i):
    try:
        return dkim.DKIM(message).verify(idx=i, dnsfunc=lookup)
    except dkim.ValidationError:
        return False
print(sum(good(i) for i in range(count)))
`;

const pythonDkim: Verifier = {
  name: 'python3-dkim',
  installed: [PYTHON, `${PYTHON_PACKAGES}/dkim`, `${PYTHON_PACKAGES}/nacl`].every((path) => existsSync(path)),
  verify: async (raw) =>
    inFolder(raw, JSON.stringify(dkimRecords), (message, records) => {
      const { stdout, stderr } = run(PYTHON, ['-c', SCRIPT, message, records]);
      if (stdout === '') throw new Error(stderr);
      return Number(stdout);
    }),
};

const OPENDKIM = '/usr/sbin/opendkim';

/** The milter's own test mode, because it takes keys from a file; opendkim-testmsg uses the same library and asks the DNS. */
const opendkim: Verifier = {
  name: 'opendkim',
  installed: existsSync(OPENDKIM),
  verify: async (raw) => {
    const records = Object.entries(dkimRecords).map(([name, text]) => `${name} ${text}\n`);
    return inFolder(raw, records.join(''), (message, keys, folder) => {
      const conf = join(folder, 'conf');
      writeFileSync(conf, `TestPublicKeys ${keys}\nMode v\nSyslog no\n`);
      const { stdout } = run(OPENDKIM, ['-x', conf, '-t', message, '-vv']);
      return stdout.match(/\bdkim=pass\b/g)?.length ?? 0;
    });
  },
};

export const VERIFIERS: readonly Verifier[] = [mailauth, pythonDkim, opendkim];

function inFolder(raw: Buffer, records: string, work: (message: string, records: string, folder: string) => number) {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-dkim-'));
  try {
    const [message, keys] = [join(folder, 'message'), join(folder, 'records')];
    writeFileSync(message, raw);
    writeFileSync(keys, records);
    return work(message, keys, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (program: string, args: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' });
