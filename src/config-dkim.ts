import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { proveKey } from './adapters/dkim/key.js';
import { fault, reason } from './config-files.js';
import type { Environment } from './config-environment.js';
import type { FieldError } from './kernel/refusal.js';

/** A key that has proved that it signs and verifies. */
export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
  readonly privateKeyPem: string;
}

type Read<T> = T | { readonly faults: readonly FieldError[] };

/** The variables of one key. */
const FIRST = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'] as const;
const SECOND = ['DKIM_DOMAIN_2', 'DKIM_SELECTOR_2', 'DKIM_KEY_FILE_2'] as const;

/** Reads up to two DKIM keys. The second may be of another kind, or of another domain; without one it is the first's. */
export function readDkim(variables: Environment): Read<{ readonly keys: readonly DkimConfig[] }> {
  const { DKIM_DOMAIN, DKIM_DOMAIN_2, DKIM_SELECTOR_2, DKIM_KEY_FILE_2 } = variables;
  const hasSecond = [DKIM_DOMAIN_2, DKIM_SELECTOR_2, DKIM_KEY_FILE_2].some((text) => text !== undefined);
  if (!hasSecond && FIRST.every((name) => variables[name] === undefined)) return { keys: [] };
  const first = readOne(FIRST, variables);
  const second = hasSecond ? readOne(SECOND, { ...variables, DKIM_DOMAIN_2: DKIM_DOMAIN_2 ?? DKIM_DOMAIN }) : undefined;
  const faults = [first, second].flatMap((key) => (key !== undefined && 'faults' in key ? key.faults : []));
  if (faults.length > 0 || 'faults' in first || (second !== undefined && 'faults' in second)) return { faults };
  const keys = [first, ...(second === undefined ? [] : [second])];
  const together = findFaults(keys);
  return together.length > 0 ? { faults: together } : { keys };
}

function readOne(names: typeof FIRST | typeof SECOND, variables: Environment): Read<DkimConfig> {
  const [domain, selector, file] = names.map((name) => variables[name]);
  const missing = names.filter((name) => variables[name] === undefined);
  const faults = missing.map((name) => fault(name, `is missing: DKIM needs ${names.join(', ')} together`));
  const key = file === undefined ? undefined : readKeyFile(names[2], resolve(file));
  if (key !== undefined && 'faults' in key) return { faults: [...faults, ...key.faults] };
  if (domain === undefined || selector === undefined || key === undefined) return { faults };
  return { domain, selector, privateKeyPem: key.pem };
}

function readKeyFile(name: (typeof FIRST)[2] | (typeof SECOND)[2], file: string): Read<{ readonly pem: string }> {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    return { faults: [fault(name, `${file} cannot be read (${reason(error)})`)] };
  }
  try {
    const { algorithm } = proveKey(pem);
    if (name === 'DKIM_KEY_FILE' && algorithm !== 'rsa-sha256')
      return {
        faults: [
          fault(
            name,
            `${file} holds an Ed25519 key, which many providers cannot verify: name an RSA key here and this one in DKIM_KEY_FILE_2`,
          ),
        ],
      };
    return { pem };
  } catch (error) {
    return { faults: [fault(name, `${file} ${error instanceof Error ? error.message : String(error)}`)] };
  }
}

function findFaults([first, second]: readonly DkimConfig[]): readonly FieldError[] {
  const same = second !== undefined && first?.domain === second.domain && first.selector === second.selector;
  return same ? [fault('DKIM_SELECTOR_2', 'names the DNS record of the first key: give the second its own')] : [];
}
