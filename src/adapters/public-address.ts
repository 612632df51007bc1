import ipaddr from 'ipaddr.js';

/** All of IPv6 that was ever given to networks (RFC 4291 2.4); what lies outside is local, wrapped or not yet thought of. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by their number, private by their use: Azure's metadata and DNS answer on it inside every machine there. */
const PRIVATE_BY_USE: ReadonlySet<string> = new Set(['168.63.129.16']);

/** True for addresses of the public internet alone; those that wrap an IPv4 address count as what they wrap or not at all. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const read = ipaddr.process(address);
  if (read.range() !== 'unicast' || PRIVATE_BY_USE.has(read.toString())) return false;
  return read instanceof ipaddr.IPv4 || read.match(GLOBAL_IPV6);
}

/** Names that never lead out of a network: RFC 6761, 6762, 7686, 8375 and ICANN's `internal`, where clouds keep their keys. */
const PRIVATE_NAME = /(^|\.)(localhost|localdomain|local|internal|home\.arpa|onion)\.*$/i;

export const isPrivateName = (hostname: string): boolean => PRIVATE_NAME.test(hostname);
