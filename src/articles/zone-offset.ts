/** Zone names of RFC 822 and of feeds since, minutes east of UTC. Where a name is used twice, the newsier meaning. */
const ZONES: Readonly<Record<string, number>> = {
  EST: -300,
  EDT: -240,
  ET: -300,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  PT: -480,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  AST: -240,
  ADT: -180,
  NST: -210,
  NDT: -150,
  BRT: -180,
  ART: -180,
  BST: 60,
  IST: 330,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  MET: 60,
  MEST: 120,
  EET: 120,
  EEST: 180,
  SAST: 120,
  MSK: 180,
  TRT: 180,
  PKT: 300,
  WIB: 420,
  ICT: 420,
  HKT: 480,
  SGT: 480,
  AWST: 480,
  JST: 540,
  KST: 540,
  ACST: 570,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};

/** Minutes east of UTC for what follows a time: `+0200`, `GMT-5`, `+05:30`, `EST`, `Z`; 0 when it says nothing. */
export function offsetMinutes(zone: string): number {
  const numeric = /(?:^|[^\d])([+\u2212-])(\d{1,2}):?(\d{2})?(?!\d)/.exec(zone);
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    if (minutes > 14 * 60) return 0;
    return numeric[1] === '+' ? minutes : -minutes;
  }
  const name = /[A-Z]{2,4}/.exec(zone.toUpperCase())?.[0] ?? '';
  return ZONES[name] ?? 0;
}
