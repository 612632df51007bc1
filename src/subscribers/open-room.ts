import { createAddConfirmed } from './add-confirmed.js';
import { createConfirm, createViewConfirmation } from './confirm.js';
import type { SubscribersDeps } from './deps.js';
import { createErase } from './erase.js';
import { createExportReader } from './export-reader.js';
import { createLinks } from './links.js';
import { createLookUp } from './look-up.js';
import { createSavePreferences } from './preferences.js';
import { readerOfPreferences } from './reader-view.js';
import type { SubscribersRoom } from './room.js';
import { createSubscribe } from './subscribe.js';
import { createExplainSuppression, createLiftSuppression, createSuppress } from './suppress.js';
import { createUnsubscribe, createViewUnsubscribe } from './unsubscribe.js';

/** The subscribers room: who reads what, and the proof that they want to. */
export function openSubscribersRoom(deps: SubscribersDeps): SubscribersRoom {
  return {
    subscribe: createSubscribe(deps),
    viewConfirmation: createViewConfirmation(deps),
    confirm: createConfirm(deps),
    viewUnsubscribe: createViewUnsubscribe(deps),
    unsubscribe: createUnsubscribe(deps),
    viewPreferences: async (token) => readerOfPreferences(deps, token),
    savePreferences: createSavePreferences(deps),
    exportReader: createExportReader(deps),
    erase: createErase(deps),
    addConfirmed: createAddConfirmed(deps),
    lookUp: createLookUp(deps),
    suppressions: async (page) => deps.suppressions.all(page),
    suppress: createSuppress(deps),
    explainSuppression: createExplainSuppression(deps),
    liftSuppression: createLiftSuppression(deps),
    links: createLinks(deps),
  };
}
