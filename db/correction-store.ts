import type { Correction, CorrectionStore } from '../src/issues/correction.js';
import type { Db } from './open.js';

/** Words are compared, not versions: a story that says again what it said needs no correction. */
const CORRECTIONS = `
  SELECT i.id AS issueId, i.newsletter_id AS newsletterId, i.subject, i.local_date AS localDate, a.id AS articleId,
    s.version AS sentVersion, a.version, a.updated_at AS changedAt, a.retracted_at AS retractedAt, a.gone_at AS goneAt,
    v.title AS sentTitle, v.dek AS sentDek, v.url AS sentUrl, v.image_url AS sentImage,
    a.title, a.dek, a.url, a.image_url AS image
  FROM issues AS i
  JOIN issue_articles AS s ON s.issue_id = i.id
  JOIN articles AS a ON a.id = s.article_id
  JOIN article_versions AS v ON v.article_id = a.id AND v.version = s.version
  LEFT JOIN corrections AS c ON c.issue_id = i.id AND c.article_id = a.id
  WHERE i.state IN ('preparing', 'sending', 'paused', 'done', 'cancelled') AND i.started_at > @since
    AND (@issueId IS NULL OR i.id = @issueId)
    AND (a.title <> v.title OR a.dek IS NOT v.dek OR a.image_url IS NOT v.image_url OR a.retracted_at IS NOT NULL OR a.gone_at IS NOT NULL)
    AND (c.version IS NULL OR c.version <> a.version
      OR c.decided_at < max(coalesce(a.retracted_at, 0), coalesce(a.gone_at, 0)))
  ORDER BY max(a.updated_at, coalesce(a.retracted_at, 0), coalesce(a.gone_at, 0)) DESC, a.id LIMIT @limit`;

/** @returns nothing changes when the story is not in the issue */
const DECIDE = `
  INSERT INTO corrections (issue_id, article_id, version, decision, decided_by, decided_at)
  SELECT issue_id, article_id, @version, @decision, @by, @at FROM issue_articles
  WHERE issue_id = @issueId AND article_id = @articleId
  ON CONFLICT DO UPDATE SET version = excluded.version, decision = excluded.decision, decided_by = excluded.decided_by,
    decided_at = excluded.decided_at`;

type Row = Omit<Correction, 'sent' | 'now'> & {
  readonly sentTitle: string;
  readonly sentDek: string | null;
  readonly sentUrl: string;
  readonly sentImage: string | null;
  readonly title: string;
  readonly dek: string | null;
  readonly url: string;
  readonly image: string | null;
};

/** Stories that changed after readers got them. */
export function createCorrectionStore({ sqlite }: Db): CorrectionStore {
  const find = sqlite.prepare<object, Row>(CORRECTIONS);
  const decide = sqlite.prepare<object>(DECIDE);
  return {
    corrections: async ({ issueId = null, ...query }) => find.all({ issueId, ...query }).map(toCorrection),
    decideCorrection: async (decided) => decide.run({ ...decided }).changes === 1,
  };
}

const toCorrection = ({ sentTitle, sentDek, sentUrl, sentImage, title, dek, url, image, ...row }: Row): Correction => ({
  ...row,
  sent: { title: sentTitle, dek: sentDek, url: sentUrl, imageUrl: sentImage },
  now: { title, dek, url, imageUrl: image },
});
