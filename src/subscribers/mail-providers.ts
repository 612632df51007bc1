/** How a provider spells its addresses. */
interface Provider {
  /** The first is the one the others are delivered to. */
  readonly domains: readonly string[];
  /** What follows this character in a local part is the reader's own note. */
  readonly tag?: '+' | '-';
  /** Dots in a local part mean nothing. */
  readonly ignoresDots?: boolean;
}

/**
 * Providers where many of a newsroom's readers are. Sub-addressing as each documents it in its help pages; where that is not
 * known an address stands for itself.
 */
const PROVIDERS: readonly Provider[] = [
  { domains: ['gmail.com', 'googlemail.com'], tag: '+', ignoresDots: true },
  { domains: ['outlook.com'], tag: '+' },
  { domains: ['hotmail.com'], tag: '+' },
  { domains: ['live.com'], tag: '+' },
  { domains: ['icloud.com', 'me.com', 'mac.com'], tag: '+' },
  { domains: ['yahoo.com'], tag: '-' },
  { domains: ['proton.me', 'protonmail.com', 'pm.me'], tag: '+' },
  { domains: ['fastmail.com'], tag: '+' },
  { domains: ['posteo.de'], tag: '+' },
  { domains: ['mailbox.org'], tag: '+' },
  ...[
    '126.com',
    '163.com',
    'alice.it',
    'aol.com',
    'arcor.de',
    'att.net',
    'bellsouth.net',
    'bigpond.com',
    'bluewin.ch',
    'bol.com.br',
    'btinternet.com',
    'charter.net',
    'comcast.net',
    'cox.net',
    'daum.net',
    'duck.com',
    'email.com',
    'email.de',
    'free.fr',
    'freenet.de',
    'gmx.at',
    'gmx.ch',
    'gmx.com',
    'gmx.de',
    'gmx.fr',
    'gmx.net',
    'hey.com',
    'hotmail.ca',
    'hotmail.co.uk',
    'hotmail.de',
    'hotmail.es',
    'hotmail.fr',
    'hotmail.it',
    'hotmail.nl',
    'interia.pl',
    'kpnmail.nl',
    'laposte.net',
    'libero.it',
    'live.ca',
    'live.co.uk',
    'live.de',
    'live.fr',
    'live.nl',
    'mail.com',
    'mail.de',
    'mail.ru',
    'msn.com',
    'naver.com',
    'neuf.fr',
    'ntlworld.com',
    'o2.pl',
    'onet.pl',
    'online.de',
    'orange.fr',
    'outlook.de',
    'outlook.es',
    'outlook.fr',
    'outlook.it',
    'planet.nl',
    'qq.com',
    'rediffmail.com',
    'rocketmail.com',
    'rogers.com',
    'sbcglobal.net',
    'seznam.cz',
    'sfr.fr',
    'shaw.ca',
    'sky.com',
    'skynet.be',
    'sympatico.ca',
    't-online.de',
    'talktalk.net',
    'telefonica.net',
    'telenet.be',
    'terra.com.br',
    'tin.it',
    'tuta.com',
    'tutanota.com',
    'uol.com.br',
    'verizon.net',
    'virgilio.it',
    'virginmedia.com',
    'vodafone.de',
    'wanadoo.fr',
    'web.de',
    'wp.pl',
    'yahoo.ca',
    'yahoo.co.in',
    'yahoo.co.uk',
    'yahoo.com.br',
    'yahoo.de',
    'yahoo.es',
    'yahoo.fr',
    'yahoo.it',
    'yandex.ru',
    'ymail.com',
    'ziggo.nl',
    'zoho.com',
  ].map((domain) => ({ domains: [domain] })),
];

const BY_DOMAIN = new Map(PROVIDERS.flatMap((provider) => provider.domains.map((domain) => [domain, provider])));

/** The domains of large providers. */
export const providerDomains: readonly string[] = [...BY_DOMAIN.keys()];

export const isProvider = (domain: string): boolean => BY_DOMAIN.has(domain);

/** The mailbox behind a normalised address: where all spellings of it arrive, as far as the provider's rules are known. */
export function mailboxOf(normalised: string): string {
  const at = normalised.lastIndexOf('@');
  const provider = BY_DOMAIN.get(normalised.slice(at + 1));
  if (provider === undefined) return normalised;
  const { domains, tag, ignoresDots = false } = provider;
  const [box = ''] = tag === undefined ? [normalised.slice(0, at)] : normalised.slice(0, at).split(tag);
  return `${ignoresDots ? box.replaceAll('.', '') : box}@${domains[0] ?? ''}`;
}
