import ipaddr from 'ipaddr.js';

/** One spelling per address: IPv4 also when mapped into IPv6, IPv6 as eight groups without leading zeros. */
export function normaliseIp(ip: string): string {
  return ipaddr.isValid(ip) ? ipaddr.process(ip).toNormalizedString() : ip;
}

/** What counts as one visitor: an IPv4 address, or the /64 an IPv6 customer gets. */
export const visitorNetwork = (ip: string): string => prefixOf(normaliseIp(ip), { ipv4: 4, ipv6: 4 });

/** The neighbourhood of a visitor: a /24, or the /48 an IPv6 site gets. */
export const networkOf = (ip: string): string => prefixOf(normaliseIp(ip), { ipv4: 3, ipv6: 3 });

/** The beginning of a normalised address, so many groups of it. */
function prefixOf(ip: string, groups: { ipv4: number; ipv6: number }): string {
  const separator = ip.includes(':') ? ':' : '.';
  return ip
    .split(separator)
    .slice(0, separator === ':' ? groups.ipv6 : groups.ipv4)
    .join(separator);
}
