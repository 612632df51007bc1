import ipaddr from 'ipaddr.js';

/** One spelling per address: IPv4 also when mapped into IPv6, IPv6 as eight groups without leading zeros. */
export function normaliseIp(ip: string): string {
  return ipaddr.isValid(ip) ? ipaddr.process(ip).toNormalizedString() : ip;
}

/**
 * What counts as one visitor: an IPv4 address, or the /64 an IPv6 customer gets, as the beginning of its normalised
 * spelling (`2001:db8:1:2:`).
 */
export function networkOf(ip: string): string {
  const normalised = normaliseIp(ip);
  return normalised.includes(':') ? `${normalised.split(':').slice(0, 4).join(':')}:` : normalised;
}
