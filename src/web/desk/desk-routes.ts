import type { WebDeps } from '../web-deps.js';
import { correctionRoutes } from './correction-routes.js';
import { feedbackRoutes } from './feedback-routes.js';
import { issueActRoutes } from './issue-acts.js';
import { issuePageRoutes } from './issue-pages.js';
import { ledgerRoutes } from './ledger-routes.js';
import { logRoutes } from './log-routes.js';
import { newsletterRoutes } from './newsletter-routes.js';
import { newsroomRoutes } from './newsroom-routes.js';
import { overviewRoutes } from './overview-routes.js';
import { peopleRoutes } from './people-routes.js';
import { progressRoutes } from './progress-routes.js';
import { readerRoutes } from './reader-routes.js';
import { sourceRoutes } from './source-routes.js';
import type { DeskRoute } from './visit.js';

/** Every page and act of the desk behind the sign-in. */
export const deskRoutes = (deps: WebDeps): readonly DeskRoute[] => [
  ...overviewRoutes(deps),
  ...issuePageRoutes(deps),
  ...issueActRoutes(deps),
  ...progressRoutes(deps),
  ...ledgerRoutes(deps),
  ...correctionRoutes(deps),
  ...feedbackRoutes(deps),
  ...sourceRoutes(deps),
  ...newsletterRoutes(deps),
  ...newsroomRoutes(deps),
  ...readerRoutes(deps),
  ...peopleRoutes(deps),
  ...logRoutes(deps),
];
