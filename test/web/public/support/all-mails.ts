import { DAY } from '../../../../src/kernel/clock.js';
import { orThrow } from '../../../../src/kernel/refusal.js';
import { BASE_URL, VISITOR, type LinkHouse } from './link-house.js';
import { issueMail, linksOf, sendLetters, type MailLinks } from './mails.js';

export interface Mail {
  readonly kind: string;
  readonly links: MailLinks;
}

/** One mail of every kind there is, each in a state in which all of its links still do something. */
export async function writeAllMails(house: LinkHouse): Promise<readonly Mail[]> {
  const { subscribers, accounts } = house.rooms;
  const reminded = await remindNobodyElse(house);
  const ana = await confirmed(house, 'ana@example.org');
  const bea = await confirmed(house, 'bea@example.org');
  const welcomes = await sendLetters(house);
  await house.signUp('new@example.org');
  const mailed = house.tokens.sign('preferences', [ana]);
  orThrow(await subscribers.mailOwnerLink(mailed));
  orThrow(await subscribers.savePreferences(mailed, { newsletters: ['daily', 'weekly'], pauseDays: 14 }, VISITOR));
  orThrow(await subscribers.unsubscribe(house.tokens.sign('unsubscribe', [bea, house.daily.id]), VISITOR));
  const edda = orThrow(await accounts.addPerson({ email: 'edda@lantern.example', role: 'editor' }));
  orThrow(await accounts.requestSignIn(edda.email));
  await house.letters.insert(notice(house), house.clock.now());
  const sent = [...reminded, ...welcomes, ...(await sendLetters(house))];
  const letters = await Promise.all(sent.map(async ({ kind, bytes }) => ({ kind, links: await linksOf(bytes) })));
  return [{ kind: 'issue', links: await linksOf(await issueMail(house, ana)) }, ...letters];
}

/** A sign-up of yesterday, with its confirmation and its reminder. */
async function remindNobodyElse(house: LinkHouse) {
  orThrow(await house.newsletters.updateNewsroom({ remindAfterDays: 1 }));
  await house.signUp('forgot@example.org');
  const first = await sendLetters(house);
  house.clock.advance(DAY);
  await house.rooms.subscribers.remindOfSignUps();
  return [...first, ...(await sendLetters(house))];
}

async function confirmed(house: LinkHouse, email: string): Promise<string> {
  const id = await house.signUp(email);
  const token = house.tokens.sign('confirm', [house.letterTo('confirm', email).payload['confirmationId'] ?? '']);
  orThrow(await house.rooms.subscribers.confirm(token, VISITOR));
  return id;
}

const notice = ({ newId }: LinkHouse) =>
  ({
    id: newId(),
    kind: 'notice',
    dedupeKey: 'notice:scanner',
    recipient: 'edda@lantern.example',
    payload: {
      heading: 'Nothing went out',
      paragraphs: ['One story.'],
      actionUrl: `${BASE_URL}/desk`,
      actionLabel: 'Look',
    },
  }) as const;
