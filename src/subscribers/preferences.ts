import { parseEmailAddress } from '../kernel/email-address.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/room.js';
import { chosenNewsletters } from './chosen-newsletters.js';
import type { ConsentProof } from './consent-proof.js';
import { CONSENT_VERSION, consentText } from './consent-text.js';
import type { SubscribersDeps } from './deps.js';
import { readInput } from './input.js';
import { isSuppressed } from './is-suppressed.js';
import { mailboxOf } from './mail-providers.js';
import { frequencyFor, pauseEnd, preferencesSchema, topicsFor, type PreferencesInput } from './preferences-input.js';
import { proofOf } from './proof.js';
import { readOf, readerOfPreferences, readerView } from './reader-view.js';
import type { OwnView, SubscribersRoom, Visitor } from './room.js';
import { settleSignUp } from './settle-sign-up.js';
import type { NewState } from './subscriber-store.js';
import { tellOwner } from './tell-owner.js';

/** What is ticked is active or paused from now on, everything else is left. */
export function createSavePreferences(deps: SubscribersDeps): SubscribersRoom['savePreferences'] {
  return async (token, input, visitor) => {
    const found = await readerOfPreferences(deps, token);
    if (!found.ok) return found;
    const read = readInput(preferencesSchema, input, 'preferences.invalid');
    if (!read.ok) return read;
    const chosen = await chosenNewsletters(deps.newsletters, read.value.newsletters);
    if (!chosen.ok) return chosen;
    const view = found.value;
    const joins = chosen.value.filter(({ id }) => !reads(view, id));
    const allowed = await checkSuppression(deps, view, joins);
    if (!allowed.ok) return allowed;
    const strange = view.isOwner ? [] : joins;
    const kept = chosen.value.filter((newsletter) => !strange.includes(newsletter));
    const states = wantedStates(view, { kept, strange, input: read.value, now: deps.clock.now() });
    if (!states.ok) return states;
    await write(deps, view, { input: read.value, kept, strange, states: states.value, visitor });
    return done({ ...(await readerView(deps, view.subscriber.id)), isOwner: view.isOwner });
  };
}

const reads = ({ subscriptions }: OwnView, id: string): boolean => readOf(subscriptions, [id]).length > 0;

interface Wanted {
  readonly kept: readonly Newsletter[];
  /** Wait for a confirmation by mail: the link may have been forwarded. */
  readonly strange: readonly Newsletter[];
  readonly input: PreferencesInput;
  readonly now: number;
}

function wantedStates({ subscriptions }: OwnView, wanted: Wanted): Outcome<readonly NewState[]> {
  const { kept, strange, input, now } = wanted;
  const staying = new Set([...kept, ...strange].map(({ id }) => id));
  const left = subscriptions.filter((one) => !staying.has(one.newsletterId));
  const states: NewState[] = left.map(({ newsletterId }) => ({ newsletterId, state: 'unsubscribed' }));
  for (const { id: newsletterId, schedule } of kept) {
    const asked = pauseEnd(input, schedule.timeZone, now);
    if (!asked.ok) return asked;
    const present = subscriptions.find((one) => one.newsletterId === newsletterId);
    const end = asked.value ?? (present?.state === 'paused' ? (present.pausedUntil ?? 0) : 0);
    states.push(end > 0 ? { newsletterId, state: 'paused', pausedUntil: end } : { newsletterId, state: 'active' });
  }
  return done(states);
}

interface Change extends Omit<Wanted, 'now'> {
  readonly states: readonly NewState[];
  readonly visitor: Visitor;
}

async function write(deps: SubscribersDeps, view: OwnView, change: Change): Promise<void> {
  const { subscribers, clock, newsletters } = deps;
  const { subscriber } = view;
  const { input, kept, strange, states, visitor } = change;
  const consent = { text: consentText((await newsletters.newsroom()).name), textVersion: CONSENT_VERSION };
  const proof = proofOf(visitor, clock.now(), consent);
  const changed = await subscribers.setStates({ subscriberId: subscriber.id, states, action: 'preferences', proof });
  await subscribers.setWishes(
    subscriber.id,
    kept.map((newsletter) => {
      const frequency = frequencyFor(input, newsletter);
      const topics = topicsFor(input, newsletter);
      return { newsletterId: newsletter.id, ...(frequency && { frequency }), ...(topics && { topics }) };
    }),
  );
  if (input.language !== undefined) await subscribers.setLanguage(subscriber.id, input.language);
  if (strange.length > 0) await askToConfirm(deps, { subscriber, newsletters: strange, proof });
  if (!view.isOwner)
    await tellChanges(deps, view, { states: states.filter(({ newsletterId }) => changed.includes(newsletterId)) });
}

/** Whoever has a forwarded mail can stop it, but not behind its owner's back. */
async function tellChanges(
  deps: SubscribersDeps,
  { subscriber, subscriptions }: OwnView,
  { states }: Pick<Change, 'states'>,
): Promise<void> {
  const changedTo = (wanted: NewState['state']) =>
    states.filter(({ state }) => state === wanted).map(({ newsletterId }) => newsletterId);
  const left = readOf(subscriptions, changedTo('unsubscribed'));
  const paused = readOf(subscriptions, changedTo('paused'));
  await tellOwner(deps, 'left', { subscriberId: subscriber.id, newsletterIds: left });
  await tellOwner(deps, 'paused', { subscriberId: subscriber.id, newsletterIds: paused });
}

/** Like a sign-up: the letter goes to the address itself. */
async function askToConfirm(
  deps: SubscribersDeps,
  ask: { subscriber: OwnView['subscriber']; newsletters: readonly Newsletter[]; proof: ConsentProof },
): Promise<void> {
  const email = parseEmailAddress(ask.subscriber.email ?? '');
  if (email === undefined) return;
  const id = deps.newId();
  const request = {
    email: email.address,
    normalisedEmail: email.normalised,
    mailbox: mailboxOf(email.normalised),
    name: null,
    language: ask.subscriber.language,
    topics: [],
    newsletterIds: ask.newsletters.map((newsletter) => newsletter.id),
    proof: ask.proof,
  };
  await deps.subscribers.keepSignUp({ id, request }, []);
  await settleSignUp(deps, id);
}

/** Nothing is promised to a reader whom no mail can reach; leaving and pausing stay possible. */
async function checkSuppression(
  deps: SubscribersDeps,
  { subscriber }: OwnView,
  joins: readonly Newsletter[],
): Promise<Outcome<void>> {
  if (joins.length === 0 || !(await isSuppressed(deps, subscriber.email))) return done(undefined);
  return refuse({
    code: 'subscriber.suppressed',
    kind: 'conflict',
    detail: 'Mail to your address came back or was stopped, so we cannot send there. Subscribe with another address.',
  });
}
