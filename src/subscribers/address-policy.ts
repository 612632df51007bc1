import { invalid, done, type Outcome } from '../kernel/refusal.js';
import type { EmailAddress } from '../kernel/email-address.js';

/** What the newsroom wants to do with addresses that are rarely a reader's own. */
export interface AddressPolicy {
  /** Addresses of services that throw mail away after minutes. */
  readonly disposable: 'refuse' | 'accept';
  /** Addresses of an office and not of a person: info@, press@. */
  readonly role: 'refuse' | 'accept';
  isDisposable(domain: string): boolean;
}

/** Mailboxes of machines and of postmasters (RFC 2142): nobody reads a newsletter there, and abuse@ reports it. */
const MACHINES: ReadonlySet<string> = new Set([
  'abuse',
  'hostmaster',
  'mailer-daemon',
  'no-reply',
  'noreply',
  'postmaster',
  'usenet',
  'uucp',
]);

/** Offices, in the languages of the words. */
const ROLES: ReadonlySet<string> = new Set([
  'accounts',
  'admin',
  'administrator',
  'all',
  'billing',
  'bureau',
  'compras',
  'contact',
  'contacto',
  'enquiries',
  'everyone',
  'feedback',
  'help',
  'hr',
  'info',
  'jobs',
  'kontakt',
  'list',
  'mail',
  'marketing',
  'office',
  'post',
  'press',
  'presse',
  'prensa',
  'privacy',
  'sales',
  'secretary',
  'security',
  'service',
  'staff',
  'support',
  'team',
  'webmaster',
]);

/** Decides by the typed address alone, so the answer tells nothing about who reads us. */
export function checkAddress({ normalised, domain }: EmailAddress, policy: AddressPolicy | undefined): Outcome<void> {
  const local = normalised.slice(0, normalised.lastIndexOf('@'));
  if (MACHINES.has(local)) return wrong('is an address of machines, not of a reader');
  if (policy?.role === 'refuse' && ROLES.has(local))
    return wrong('is the address of an office; please use your own, so that nobody else is subscribed with you');
  if (policy?.disposable === 'refuse' && policy.isDisposable(domain))
    return wrong('is of a service that throws mail away; please use an address you keep');
  return done(undefined);
}

const wrong = (fault: string) => invalid('subscribe.invalid', [{ field: 'email', fault, example: 'ana@example.org' }]);
