import { createAddConfirmed } from './add-confirmed.js';
import { createConfirm, createViewConfirmation } from './confirm.js';
import type { SubscribersDeps } from './deps.js';
import { createErase } from './erase.js';
import { createExportReader } from './export-reader.js';
import { createLeavingCounts } from './leaving-counts.js';
import { createLinks } from './links.js';
import { createLookUp } from './look-up.js';
import { createMailOwnerLink } from './owner-link.js';
import { createSavePreferences } from './preferences.js';
import { readerOfPreferences } from './reader-view.js';
import { createPuzzle } from './proof-of-work.js';
import { createRemindOfSignUps } from './remind-of-sign-ups.js';
import type { SubscribersRoom } from './room.js';
import { createSettleSignUps } from './settle-sign-up.js';
import { createSubscribe } from './subscribe.js';
import { createExplainSuppression, createLiftSuppression, createSuppress } from './suppress.js';
import { createTellReason } from './tell-reason.js';
import { createUndoUnsubscribe } from './undo-unsubscribe.js';
import { createUnsubscribe, createViewUnsubscribe } from './unsubscribe.js';

/** The subscribers room: who reads what, and the proof that they want to. */
export function openSubscribersRoom(deps: SubscribersDeps): SubscribersRoom {
  return {
    subscribe: createSubscribe(deps),
    puzzle: createPuzzle(deps),
    settleSignUps: createSettleSignUps(deps),
    remindOfSignUps: createRemindOfSignUps(deps),
    viewConfirmation: createViewConfirmation(deps),
    confirm: createConfirm(deps),
    viewUnsubscribe: createViewUnsubscribe(deps),
    unsubscribe: createUnsubscribe(deps),
    undoUnsubscribe: createUndoUnsubscribe(deps),
    tellReason: createTellReason(deps),
    leavingCounts: createLeavingCounts(deps),
    viewPreferences: async (token) => readerOfPreferences(deps, token),
    savePreferences: createSavePreferences(deps),
    mailOwnerLink: createMailOwnerLink(deps),
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
