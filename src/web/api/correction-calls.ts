import { done } from '../../kernel/refusal.js';
import type { Correction } from '../../issues/correction.js';
import { wordDiff } from '../../issues/word-diff.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiCall } from './api-call.js';
import { isoTime, isoTimeOrNull } from './iso-time.js';
import { correctionBody } from './schemas.js';

/** Stories that changed after readers got them. */
export function correctionCalls({ rooms }: WebDeps): readonly ApiCall[] {
  const { issues } = rooms;
  return [
    {
      method: 'get',
      path: '/corrections',
      needs: 'viewer',
      tag: 'issues',
      summary:
        'Stories that changed or were withdrawn after they were sent, and nobody decided about; latest change first',
      query: { issue: 'Only of this issue' },
      answer: {
        status: 200,
        description: '`{corrections: [...]}` with what was sent, what it says now, and the difference',
      },
      handle: async (request) => {
        const issueId = request.query('issue');
        const found = await issues.corrections(issueId === undefined ? {} : { issueId });
        return done({ status: 200, json: { corrections: found.map(presentCorrection) } });
      },
    },
    {
      method: 'post',
      path: '/corrections',
      needs: 'editor',
      tag: 'issues',
      summary: 'Decide about one: `corrected` or `dismissed`; a later change asks again',
      body: correctionBody,
      answer: { status: 200, description: 'The decision' },
      handle: async (request) => {
        const decided = await issues.decideCorrection(request.body, request.identity.actor);
        if (!decided.ok) return decided;
        const { issueId, articleId, version, decision, by, at } = decided.value;
        await request.audit('correction.decide', issueId, { article: articleId, version, decision });
        return done({
          status: 200,
          json: { issue: issueId, article: articleId, version, decision, decidedBy: by, decidedAt: isoTime(at) },
        });
      },
    },
  ];
}

const presentCorrection = (correction: Correction) => ({
  issue: correction.issueId,
  date: correction.localDate,
  subject: correction.subject,
  article: correction.articleId,
  sentVersion: correction.sentVersion,
  version: correction.version,
  sent: correction.sent,
  now: correction.now,
  diff: {
    title: wordDiff(correction.sent.title, correction.now.title),
    dek: wordDiff(correction.sent.dek ?? '', correction.now.dek ?? ''),
    image: correction.sent.imageUrl !== correction.now.imageUrl,
  },
  changedAt: isoTime(correction.changedAt),
  retractedAt: isoTimeOrNull(correction.retractedAt),
  goneAt: isoTimeOrNull(correction.goneAt),
});
