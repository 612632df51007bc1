/** Whose mailboxes a domain's are: what a sender's reputation is kept by. */
const PROVIDERS: readonly { readonly name: string; readonly domains: RegExp }[] = [
  { name: 'Gmail', domains: /^(gmail|googlemail)\.com$/ },
  { name: 'Microsoft', domains: /^(outlook|hotmail|live|msn|passport)\.[a-z]{2,3}(\.[a-z]{2})?$/ },
  {
    name: 'Yahoo',
    domains: /^(yahoo|ymail|rocketmail|myyahoo)\.[a-z]{2,3}(\.[a-z]{2})?$|^(aol|aim|verizon)\.(com|net|de|fr|it)$/,
  },
  { name: 'Apple', domains: /^(icloud|me|mac)\.com$/ },
  { name: 'GMX and WEB.DE', domains: /^gmx\.(net|de|at|ch|com|org|eu|info|biz|li)$|^(web|email)\.de$|^mail\.com$/ },
  { name: 'T-Online', domains: /^(t-online|magenta)\.de$/ },
  { name: 'Proton', domains: /^(proton(mail)?\.(com|me|ch)|pm\.me)$/ },
  { name: 'Orange', domains: /^(orange|wanadoo)\.fr$/ },
  { name: 'Free', domains: /^free\.fr$/ },
  { name: 'Mail.ru', domains: /^(mail|inbox|list|bk|internet)\.ru$/ },
  { name: 'Yandex', domains: /^(yandex\.[a-z]{2,3}(\.[a-z]{2})?|ya\.ru)$/ },
  { name: 'QQ', domains: /^(qq|foxmail)\.com$/ },
  { name: 'Comcast', domains: /^(comcast|xfinity)\.(net|com)$/ },
];

export const OTHER_PROVIDERS = 'others';
/** The reader was erased, or the record is older than this number. */
export const NO_PROVIDER = 'not known';

/** The large providers by name, everybody else by domain. */
export const providerOf = (domain: string | null): string =>
  domain === null ? NO_PROVIDER : (nameOf(domain) ?? domain);

/** The large providers by name, everybody else together: for series that live for ever. */
export const largeProviderOf = (domain: string | null): string =>
  domain === null ? NO_PROVIDER : (nameOf(domain) ?? OTHER_PROVIDERS);

const nameOf = (domain: string): string | undefined => PROVIDERS.find(({ domains }) => domains.test(domain))?.name;
