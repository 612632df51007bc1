import { DAY } from '../kernel/clock.js';
import { done, type Outcome } from '../kernel/refusal.js';
import { approveIssue } from './approve-issue.js';
import { buildIssue } from './build-issue.js';
import { decideCorrection } from './decide-correction.js';
import { editIssue } from './edit-issue.js';
import { freezeAudience } from './freeze-audience.js';
import { unknownIssue } from './issue-refusals.js';
import type { IssuesDeps } from './issues-deps.js';
import { listArchive, readArchivedIssue } from './read-archive.js';
import type { IssuesRoom, IssueView } from './room.js';
import { runSchedule } from './run-schedule.js';
import { cancelIssue, pauseIssue, resumeIssue, sendIssue } from './steer-issue.js';
import { viewIssue } from './view-issue.js';

/** Readers remember a story for some days; its corrections of later interest few. */
const CORRECTABLE = 14 * DAY;

export function openIssuesRoom(deps: IssuesDeps): IssuesRoom {
  const viewAfter = async <T>(outcome: Outcome<T>, id: (value: T) => string): Promise<Outcome<IssueView>> =>
    outcome.ok ? viewIssue(deps, id(outcome.value)) : outcome;
  return {
    build: async (input) => viewAfter(await buildIssue(deps, input), (issue) => issue.id),
    view: async (id) => viewIssue(deps, id),
    list: async (query) => deps.issues.list(query),
    edit: async (id, patch) => viewAfter(await editIssue(deps, id, patch), () => id),
    approve: async (id, hash, actor) => approveIssue(deps, { id, hash, actor }),
    send: async (id, options) => sendIssue(deps, id, options),
    pause: async (id, reason) => pauseIssue(deps, id, reason),
    resume: async (id) => resumeIssue(deps, id),
    cancel: async (id, actor) => cancelIssue(deps, id, `Cancelled by ${actor}.`),
    async variant(id) {
      const [variant] = await deps.issues.variants(id);
      return variant === undefined ? unknownIssue(id) : done(variant);
    },
    archive: async (newsletter, slug) => readArchivedIssue(deps, newsletter, slug),
    archiveList: async (newsletter) => listArchive(deps, newsletter),
    corrections: async (query = {}) =>
      deps.issues.corrections({ since: deps.clock.now() - CORRECTABLE, limit: 50, ...query }),
    decideCorrection: async (input, actor) => decideCorrection(deps, input, actor),
    tick: async () => runSchedule(deps),
    prepare: async (id) => freezeAudience(deps, id),
    async closeFinished() {
      const at = deps.clock.now();
      for (const id of await deps.issues.finishable()) {
        const finished = { id, from: ['sending'] as const, to: 'done' as const, at, set: { finishedAt: at } };
        if (await deps.issues.transition(finished)) deps.logger.info('issue.done', { issue: id });
      }
    },
  };
}
