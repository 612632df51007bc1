import { answer, faultOf, type Conversation } from './fault-sink-talk.js';

async function greetBack(conversation: Conversation): Promise<void> {
  const { options, talk } = conversation;
  const offers = [
    ...options.extensions,
    ...(options.tls === undefined || talk.secure ? [] : ['STARTTLS']),
    ...(options.login === undefined ? [] : ['AUTH PLAIN']),
  ];
  const lines = ['sink', ...offers].map((text, i) => `250${i === offers.length ? ' ' : '-'}${text}`);
  await answer(conversation, 'ehlo', lines.join('\r\n'));
}

type Command = (conversation: Conversation, line: string) => Promise<void>;

/** By the first four letters. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  EHLO: greetBack,
  HELO: greetBack,
  STAR: async (conversation) => {
    const { wire, startTls, options } = conversation;
    if (options.tls === undefined) return wire.answer('502 5.5.1 STARTTLS is not offered');
    if ((await answer(conversation, 'starttls', '220 2.0.0 go ahead')) !== 'answered') return;
    const fault = faultOf(conversation, 'handshake');
    if (fault !== undefined && !(await wire.play(fault, ''))) return;
    wire.flush();
    startTls();
  },
  AUTH: async (conversation, line) => {
    const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString()
      .split('\0')
      .slice(1)
      .join(':');
    const right = given === conversation.options.login;
    const said = await answer(
      conversation,
      'auth',
      right ? '235 2.7.0 ok' : '535 5.7.8 Authentication credentials invalid',
    );
    conversation.talk.loggedIn = right && said === 'answered';
  },
  MAIL: async (conversation, line) => {
    const { talk, options, wire } = conversation;
    if (talk.mail) return wire.answer('503 5.5.1 nested MAIL');
    options.onMail();
    Object.assign(talk, { from: addressIn(line), rcpt: '', mail: false, transaction: talk.transaction + 1 });
    if (options.login !== undefined && !talk.loggedIn) return wire.answer('530 5.7.0 Authentication required');
    talk.mail = (await answer(conversation, 'mail', '250 2.1.0 ok')) === 'answered';
  },
  RCPT: async (conversation, line) => {
    const { talk, wire } = conversation;
    if (!talk.mail) return wire.answer('503 5.5.1 MAIL first');
    talk.rcpt = addressIn(line);
    if ((await answer(conversation, 'rcpt', '250 2.1.5 ok')) !== 'answered') talk.rcpt = '';
  },
  DATA: async (conversation) => {
    const { talk, wire } = conversation;
    if (talk.rcpt === '') return wire.answer('503 5.5.1 no valid recipients');
    talk.asked = talk.rcpt;
    talk.data = (await answer(conversation, 'data', '354 go on')) === 'answered';
    talk.midBody = false;
    if (!talk.data && wire.ended() === undefined) talk.asked = '';
  },
  BDAT: async ({ talk, wire, options }, line) => {
    const size = /^BDAT (\d+) LAST$/i.exec(line)?.[1];
    if (size === undefined || !options.extensions.includes('CHUNKING')) {
      // What follows is no command.
      wire.answer('521 5.5.4 BDAT is not understood');
      return wire.close();
    }
    Object.assign(talk, { chunk: Number(size), midBody: false, asked: talk.rcpt });
  },
  RSET: async ({ talk, wire }) => {
    Object.assign(talk, { mail: false, rcpt: '' });
    wire.answer('250 2.0.0 ok');
  },
  QUIT: async ({ talk, wire }) => {
    wire.answer('221 2.0.0 bye');
    Object.assign(talk, { answered: [], asked: '' });
    wire.close();
  },
};

const addressIn = (line: string): string => /<(.*?)>/.exec(line)?.[1] ?? '';
