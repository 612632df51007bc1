import type { WebDeps } from '../web-deps.js';
import type { ApiCall } from './api-call.js';
import { contentCalls } from './content-calls.js';
import { correctionCalls } from './correction-calls.js';
import { feedbackCalls } from './feedback-calls.js';
import { issueCalls } from './issue-calls.js';
import { ledgerCalls } from './ledger-calls.js';
import { newsletterCalls } from './newsletter-calls.js';
import { newsroomCalls } from './newsroom-calls.js';
import { readerCalls } from './reader-calls.js';

/** Every call of the API, in the order of the documents. */
export const apiCalls = (deps: WebDeps): readonly ApiCall[] => [
  ...newsroomCalls(deps),
  ...newsletterCalls(deps),
  ...contentCalls(deps),
  ...readerCalls(deps),
  ...issueCalls(deps),
  ...correctionCalls(deps),
  ...ledgerCalls(deps),
  ...feedbackCalls(deps),
];
