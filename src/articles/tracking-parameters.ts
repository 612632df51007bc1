/**
 * Query parameters that say where a click came from, never which story it is. A fifth of the links in real feeds carries one.
 * What is not listed stays: `?p=123`, `?id=7` and `?t=1786579155` name stories. Each rule has the reason it is here for.
 */
interface TrackingRule {
  /** Lower case; a `*` at the end stands for any rest. */
  readonly name: string;
  readonly why: string;
  /** Only on this host and those below it, because elsewhere the name means something. */
  readonly host?: string;
}

const TRACKING: readonly TrackingRule[] = [
  { name: 'utm_*', why: 'Urchin and Google Analytics: ?utm_source=rss&utm_medium=feed' },
  { name: 'at_*', why: 'AT Internet, Piano: bbc.co.uk ?at_medium=RSS&at_campaign=rss' },
  { name: 'ns_*', why: 'comScore: ?ns_mchannel=rss&ns_campaign=1490&ns_source=feed' },
  { name: 'mc_*', why: 'Mailchimp: ?mc_cid=..&mc_eid=..' },
  { name: 'pk_*', why: 'Piwik: ?pk_campaign=newsletter' },
  { name: 'mtm_*', why: 'Matomo: ?mtm_campaign=newsletter' },
  { name: 'piwik_*', why: 'Piwik, spelled out' },
  { name: 'matomo_*', why: 'Matomo, spelled out' },
  { name: 'wt_*', why: 'Webtrends: ?wt_zmc=.. of German newsrooms' },
  { name: 'wt.*', why: 'Webtrends: ?WT.mc_id=rss' },
  { name: 'itm_*', why: 'Internal campaigns: ?itm_source=parsely-api' },
  { name: 'oly_*', why: 'Omeda: ?oly_anon_id=..' },
  { name: 'vero_*', why: 'Vero mail: ?vero_id=..' },
  { name: '_hs*', why: 'HubSpot: ?_hsenc=..&_hsmi=..' },
  { name: 'hsctatracking', why: 'HubSpot' },
  { name: 'traffic_source', why: 'aljazeera.com ?traffic_source=rss' },
  { name: 'cmp', why: 'theguardian.com ?CMP=share_btn_link' },
  { name: 'cmpid', why: 'nbcnews.com, bloomberg.com ?cmpid=rss' },
  { name: 'cid', why: 'cnn.com ?cid=rss', host: 'cnn.com' },
  { name: 'smid', why: 'nytimes.com ?smid=tw-share' },
  { name: 'partner', why: 'nytimes.com ?partner=rss&emc=rss', host: 'nytimes.com' },
  { name: 'emc', why: 'nytimes.com', host: 'nytimes.com' },
  { name: 'wprss', why: 'washingtonpost.com ?wprss=rss_national' },
  { name: 'feedtype', why: 'reuters.com ?feedType=RSS&feedName=topNews' },
  { name: 'feedname', why: 'reuters.com' },
  { name: 'ncid', why: 'huffpost.com ?ncid=txtlnkusaolp00000592' },
  { name: 'mod', why: 'wsj.com ?mod=rss_whats_news_us', host: 'wsj.com' },
  { name: 'sref', why: 'bloomberg.com' },
  { name: 'srnd', why: 'bloomberg.com ?srnd=premium' },
  { name: 'xtor', why: 'lemonde.fr, AT Internet: #xtor=RSS-3 and ?xtor=RSS-3208' },
  { name: 'fbclid', why: 'Facebook' },
  { name: 'gclid', why: 'Google Ads' },
  { name: 'gclsrc', why: 'Google Ads' },
  { name: 'gbraid', why: 'Google Ads on iOS' },
  { name: 'wbraid', why: 'Google Ads on iOS' },
  { name: 'dclid', why: 'Google Display' },
  { name: 'msclkid', why: 'Microsoft Ads' },
  { name: 'yclid', why: 'Yandex Direct' },
  { name: 'ysclid', why: 'Yandex search' },
  { name: 'twclid', why: 'X' },
  { name: 'ttclid', why: 'TikTok' },
  { name: 'li_fat_id', why: 'LinkedIn' },
  { name: 'igsh', why: 'Instagram' },
  { name: 'igshid', why: 'Instagram' },
  { name: 'epik', why: 'Pinterest' },
  { name: 'mkt_tok', why: 'Marketo mail' },
  { name: 'ref', why: '?ref=rss, ?ref=newsletter: Ghost adds it to every outgoing link' },
  { name: 'ref_src', why: 'X: ?ref_src=twsrc%5Etfw' },
  { name: 'share', why: 'WordPress share buttons: ?share=twitter&nb=1' },
  { name: 'guccounter', why: 'yahoo.com consent' },
  { name: 'guce_*', why: 'yahoo.com consent' },
  { name: 'sessionid', why: 'A visit, not a story' },
  { name: 'phpsessid', why: 'A visit, not a story' },
  { name: 'amp', why: 'The AMP form of the same story: ?amp, ?amp=1' },
  { name: '_amp', why: 'The AMP form of the same story' },
];

const EXACT = new Map(TRACKING.filter(({ name }) => !name.endsWith('*')).map((rule) => [rule.name, rule]));
const BEGINNINGS = TRACKING.filter(({ name }) => name.endsWith('*')).map(({ name }) => name.slice(0, -1));

/** True when the parameter tells nothing about which story it is. `host` in lower case. */
export function isTracking(parameter: string, host: string): boolean {
  const name = parameter.toLowerCase();
  const rule = EXACT.get(name);
  if (rule !== undefined) return rule.host === undefined || host === rule.host || host.endsWith(`.${rule.host}`);
  return BEGINNINGS.some((beginning) => name.startsWith(beginning));
}
