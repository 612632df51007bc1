import { domainOf } from '../kernel/email-address.js';
import type { Judged } from './judge-outcome.js';

/** The last attempts to a domain that are looked at, and how many of them may be blocks (5 %). */
const WINDOW = 200;
const BLOCKS_ALLOWED = 10;

/**
 * Watches for recipient domains that block us, whoever the reader is. Returns what the domain said, once it is too often.
 * The rule is ours: providers publish none.
 */
export function createDomainWatch(): (email: string, judged: Judged) => { domain: string; said: string } | undefined {
  const attempts = new Map<string, boolean[]>();
  return (email, { outcome, scope, unasked, relayTrouble }) => {
    if (unasked === true || relayTrouble !== undefined || outcome.state === 'in_doubt') return undefined;
    const blocked = scope === 'sender' && BLOCKS.has('reason' in outcome ? outcome.reason : '');
    const domain = domainOf(email);
    const seen = attempts.get(domain);
    if (seen === undefined && !blocked) return undefined;
    const last = [...(seen ?? []), blocked].slice(-WINDOW);
    const tooMany = last.filter(Boolean).length > BLOCKS_ALLOWED;
    // Nothing is kept of domains that only take.
    if (tooMany || !last.includes(true)) attempts.delete(domain);
    else attempts.set(domain, last);
    return tooMany ? { domain, said: outcome.reply } : undefined;
  };
}

const BLOCKS: ReadonlySet<string> = new Set(['blocked', 'policy']);
