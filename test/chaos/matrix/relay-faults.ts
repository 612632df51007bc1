import { BELL, CHAOS, CUTS, MAILER, SENDER, TLS, TROUBLE, WEATHER, type Fault } from './fault.js';

/** F29 to F35. Relays that cut, refuse, stall or are parted from us. */
export const RELAY_FAULTS: readonly Fault[] = [
  {
    id: 'F29',
    fault: 'The relay cuts the connection at any of eleven points, by FIN or RST, first or reused connection',
    expected: 'A doubt only after the dot; never a message taken and called unsent',
    tests: [
      `${CUTS}by %s at %s leaves no doubt`,
      `${CUTS}by %s at %s is a doubt only after the dot`,
      `${CUTS}by %s after the answer takes nothing back`,
      `${SENDER}loses and doubles nobody when connections are cut before the dot`,
      `${SENDER}loses nobody when 5 % of the connections are cut after the dot, and explains each second copy`,
    ],
  },
  {
    id: 'F30',
    fault: 'The relay falls silent at any point',
    expected: 'Before the dot it is given up early, after it late, and then a doubt',
    tests: [`${MAILER}at %s ends before the dot`, `${MAILER}after the dot is waited for longer, and is then a doubt`],
  },
  {
    id: 'F31',
    fault: 'Refusals of every kind at every stage, greylisting, one in ten of all',
    expected: 'By scope; only unknown users are suppressed',
    tests: [
      `${WEATHER}answers one in ten with a 4xx or 5xx of every kind loses nobody and suppresses only unknown users`,
      `${WEATHER}puts every recipient off once gets them all in the second round`,
      `${MAILER}at %s names the phase`,
      'test/delivery/verdict.test.ts: only a final answer about a reader that means "never" may suppress, whatever a server says',
    ],
  },
  {
    id: 'F32',
    fault: 'A slow relay: an answer a byte at a time, a window that stays full',
    expected: 'Waited for',
    tests: [
      `${CUTS}in its answers, a byte at a time, is waited for`,
      `${CUTS}in taking a large message gets all of it`,
      'test/delivery/paced-send.test.ts: gets everything at its rate, and no claim waits in vain',
    ],
  },
  {
    id: 'F33',
    fault: 'TLS: expired, wrong name, STARTTLS missing, refused or stripped, old versions, a handshake that stalls',
    expected: 'Nothing in clear text where TLS is required; the trouble is the relay’s',
    tests: [
      `${TLS}that has %s gets nothing, in clear text either, and the trouble is the relay’s`,
      `${TLS}that has %s gets the message`,
    ],
  },
  {
    id: 'F34',
    fault: 'A relay that takes everything and drops 30 % of the connections after the dot',
    expected: 'The issue is paused at the cap, the editors are told',
    tests: [
      `${WEATHER}drops 30 % of the connections after the dot pauses the issue, and the editors are told once`,
      `${TROUBLE}that takes everything and answers nothing pauses the issue at the cap`,
    ],
  },
  {
    id: 'F35',
    fault: 'A network that parts: sender and relay, sender and Redis, either direction',
    expected: 'As silence, or as Redis away',
    tests: [`${MAILER}at %s ends before the dot`, `${BELL}a Redis that hangs holds nobody up`, CHAOS],
    untested: 'Sender and ledger share a file on one host: nothing can part them.',
  },
];
