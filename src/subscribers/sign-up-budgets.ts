import { DAY, HOUR } from '../kernel/clock.js';
import { domainOf } from '../kernel/email-address.js';
import { isProvider } from './mail-providers.js';
import { networkOf, visitorNetwork } from './network.js';
import type { Budget } from './sign-up-store.js';

/** What speaks for a sign-up: proof of work, the patience to wait instead of it, a form that was really looked at. */
export interface Evidence {
  readonly proof: 'worked' | 'waited' | 'none';
  readonly fromPage: boolean;
}

/** Different addresses within a time; a newsroom's open day passes, filling strangers' inboxes does not. */
const VISITOR = { hour: 20, day: 60 };
const NETWORK_HOUR = 100;
/** Of one's own domain and of a large provider's. */
const DOMAIN_HOUR = { own: 300, provider: 5_000 };
const ALL_HOUR = 10_000;
/** From here on every further sign-up of the hour must prove that it was some work to make. */
const PROOF_AFTER = { domain: { own: 100, provider: 500 }, all: 300, scripts: 200 };
/** Who waits instead of working, for want of JavaScript. */
const WAITING_HOUR = 100;

/**
 * The budgets a sign-up counts against, the narrowest first. They go by addresses that were typed and by who typed them,
 * never by what we know of an address: they would tell who reads us.
 */
export function budgetsOf(email: string, ip: string | null, { proof, fromPage }: Evidence): readonly Budget[] {
  const domain = domainOf(email);
  const size = isProvider(domain) ? 'provider' : 'own';
  const proofAfter = (name: Budget['name'], scope: string, most: number): readonly Budget[] =>
    proof === 'none' ? [{ ...limit(name, scope, most), asksForProof: true }] : [];
  return [
    ...(ip === null ? [] : visitorBudgets(ip)),
    limit('domain', domain, DOMAIN_HOUR[size]),
    limit('all', '', ALL_HOUR),
    ...(proof === 'waited' ? [limit('waiting', '', WAITING_HOUR)] : []),
    ...proofAfter('domain', domain, PROOF_AFTER.domain[size]),
    ...proofAfter('all', '', PROOF_AFTER.all),
    ...(fromPage ? [] : proofAfter('scripts', '', PROOF_AFTER.scripts)),
  ];
}

const limit = (name: Budget['name'], scope: string, most: number, within = HOUR): Budget => ({
  name,
  scope: `${name}|${scope}`,
  most,
  within,
  asksForProof: false,
});

const visitorBudgets = (ip: string): readonly Budget[] => [
  limit('visitor', visitorNetwork(ip), VISITOR.hour),
  limit('visitor', visitorNetwork(ip), VISITOR.day, DAY),
  limit('network', networkOf(ip), NETWORK_HOUR),
];
