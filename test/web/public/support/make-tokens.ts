import { HOUR } from '../../../../src/kernel/clock.js';
import { orThrow } from '../../../../src/kernel/refusal.js';
import { VISITOR, type LinkHouse } from './link-house.js';

export type MadeTokens = Awaited<ReturnType<typeof makeTokens>>;

/** Tokens of one age: of a reader, of one who left everything, of one who was erased, of a sign-up, of an editor. */
export async function makeTokens(house: LinkHouse, age: string) {
  const { tokens, daily, newId } = house;
  const { subscribers, accounts } = house.rooms;
  const reader = await confirmedReader(house, `ana@${age}.example`);
  const gone = await confirmedReader(house, `gil@${age}.example`);
  const erased = await confirmedReader(house, `eve@${age}.example`);
  await house.signUp(`new@${age}.example`);
  orThrow(await subscribers.unsubscribe(tokens.sign('unsubscribe', [gone.id, daily.id]), VISITOR, { all: true }));
  orThrow(await subscribers.erase(tokens.sign('owner', [erased.id, newId()])));
  const edda = orThrow(await accounts.addPerson({ email: `edda@${age}.example`, role: 'editor' }));
  const signIn = async () => (await accounts.signInLink(edda, HOUR)).split('/').at(-1) ?? '';
  const used = await signIn();
  orThrow(await accounts.signIn(used));
  return {
    reader: reader.id,
    gone: gone.id,
    erased: erased.id,
    confirm: confirmToken(house, `new@${age}.example`),
    confirmed: reader.token,
    owner: tokens.sign('owner', [reader.id, newId()]),
    undo: tokens.sign('undo-by-letter', [gone.id, house.letterTo('left', `gil@${age}.example`).id]),
    signIn: await signIn(),
    signedIn: used,
  };
}

const confirmToken = (house: LinkHouse, email: string): string =>
  house.tokens.sign('confirm', [house.letterTo('confirm', email).payload['confirmationId'] ?? '']);

async function confirmedReader(house: LinkHouse, email: string) {
  const id = await house.signUp(email);
  const token = confirmToken(house, email);
  orThrow(await house.rooms.subscribers.confirm(token, VISITOR));
  return { id, token };
}
