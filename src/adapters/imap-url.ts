import { MINUTE, SECOND } from '../kernel/clock.js';

/** A mailbox that bounces come to, and what becomes of them. */
export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** `implicit`: from the first byte. `required`: STARTTLS or nothing. `none`: never. */
  readonly tls: 'implicit' | 'required' | 'none';
  readonly user: string;
  readonly pass: string;
  readonly folder: string;
  /** Where mails go that were read. */
  readonly handled: string;
  /** Where mails go that nobody could make sense of, for a person. */
  readonly unknown: string;
  /** Milliseconds between two looks, for servers without IDLE and for what IDLE missed. */
  readonly poll: number;
}

const KNOWN = ['handled', 'unknown', 'poll', 'tls'];

/** Reads BOUNCE_IMAP_URL. Whatever is special in user and password is percent-encoded. The fault is half a sentence. */
export function parseImapUrl(text: string): ImapSettings | { readonly fault: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') return { fault: 'is not a URL with a host' };
  if (!/^imaps?:$/.test(url.protocol)) return { fault: `must start with imaps:// or imap://, not ${url.protocol}//` };
  const stranger = [...url.searchParams.keys()].find((key) => !KNOWN.includes(key));
  if (stranger !== undefined) return { fault: `knows no option "${stranger}" (${KNOWN.join(', ')})` };
  const [user, pass] = [url.username, url.password].map(decode);
  if (!user || !pass) return { fault: 'needs a user and a password, percent-encoded' };
  const folders = readFolders(url);
  if ('fault' in folders) return folders;
  const poll = readSeconds(url.searchParams.get('poll') ?? '60s');
  if (poll === undefined) return { fault: 'has a poll that is not a time from 5s to 60m' };
  const tls = readTls(url);
  if (tls === undefined)
    return { fault: 'has a tls that is neither required nor none (imaps:// is TLS from the start)' };
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: portOf(url), tls, user, pass, ...folders, poll };
}

const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'imaps:' ? 993 : 143));

function readFolders(url: URL): Pick<ImapSettings, 'folder' | 'handled' | 'unknown'> | { readonly fault: string } {
  const folder = decode(url.pathname.slice(1));
  if (folder === undefined) return { fault: 'has a wrong percent sign in the folder' };
  const [handled, unknown] = [
    url.searchParams.get('handled') ?? 'Handled',
    url.searchParams.get('unknown') ?? 'Unknown',
  ];
  const folders = { folder: folder || 'INBOX', handled, unknown };
  return new Set(Object.values(folders)).size === 3
    ? folders
    : { fault: 'names one folder twice: the folder, handled and unknown differ' };
}

/** The same mailbox without its password. */
export const describeImap = ({ host, port, tls, user, folder, handled, unknown, poll }: ImapSettings): string =>
  `${tls === 'implicit' ? 'imaps' : 'imap'}://${encodeURIComponent(user)}:***@${host}:${port}/${encodeURIComponent(folder)}` +
  `?handled=${encodeURIComponent(handled)}&unknown=${encodeURIComponent(unknown)}&poll=${poll / SECOND}s` +
  (tls === 'implicit' ? '' : `&tls=${tls}`);

function readTls(url: URL): ImapSettings['tls'] | undefined {
  const asked = url.searchParams.get('tls');
  if (url.protocol === 'imaps:') return asked === null ? 'implicit' : undefined;
  if (asked === null) return 'required';
  return asked === 'required' || asked === 'none' ? asked : undefined;
}

function readSeconds(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,4})(s|m)$/.exec(text) ?? [];
  const milliseconds = Number(number) * (unit === 'm' ? MINUTE : SECOND);
  return milliseconds >= 5 * SECOND && milliseconds <= 60 * MINUTE ? milliseconds : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
