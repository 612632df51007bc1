import type { IssueStore, OutdatedStory } from '../src/issues/issue-store.js';
import type { Db } from './open.js';

/** The issue's mails show the story's picture, and it turned out to be none. Others are left out of the mails already. */
const SHOWS_BAD_PICTURE = `EXISTS (
      SELECT 1 FROM pictures AS p JOIN issue_variants AS r ON r.issue_id = s.issue_id
      WHERE p.url = a.image_url AND p.state = 'unusable' AND instr(r.html, p.id) > 0)`;

const BAD_PICTURE = `i.state = 'draft' AND ${SHOWS_BAD_PICTURE}`;

const BROKEN_PICTURES = `
  SELECT a.id FROM issue_articles AS s JOIN articles AS a ON a.id = s.article_id
  WHERE s.issue_id = ? AND ${SHOWS_BAD_PICTURE} ORDER BY s.position`;

const OUTDATED = `
  SELECT i.id AS issueId, a.id AS articleId, coalesce(v.title, a.title) AS was, a.title,
    s.version <> a.version OR (${BAD_PICTURE}) AS changed, a.retracted_at IS NOT NULL OR a.gone_at IS NOT NULL AS withdrawn
  FROM issues AS i
  JOIN issue_articles AS s ON s.issue_id = i.id
  JOIN articles AS a ON a.id = s.article_id
  LEFT JOIN article_versions AS v ON v.article_id = a.id AND v.version = s.version
  WHERE i.state IN ('draft', 'approved')
    AND (s.version <> a.version OR a.retracted_at IS NOT NULL OR a.gone_at IS NOT NULL OR (${BAD_PICTURE}))
  ORDER BY i.id, s.position`;

const MARK_CURRENT = `
  UPDATE issue_articles SET version = (SELECT version FROM articles WHERE articles.id = issue_articles.article_id)
  WHERE issue_id = @id AND EXISTS (SELECT 1 FROM issues WHERE issues.id = @id AND content_hash = @hash)`;

type Row = Omit<OutdatedStory, 'changed' | 'withdrawn'> & { readonly changed: 0 | 1; readonly withdrawn: 0 | 1 };

/** Stories that went on changing after an open issue was rendered. */
export function createOutdated({ sqlite }: Db): Pick<IssueStore, 'outdated' | 'markCurrent' | 'brokenPictures'> {
  const outdated = sqlite.prepare<[], Row>(OUTDATED);
  const brokenPictures = sqlite.prepare<[string], string>(BROKEN_PICTURES).pluck();
  const markCurrent = sqlite.prepare<{ id: string; hash: string }>(MARK_CURRENT);
  return {
    outdated: async () =>
      outdated.all().map((row) => ({ ...row, changed: row.changed === 1, withdrawn: row.withdrawn === 1 })),
    brokenPictures: async (id) => brokenPictures.all(id),
    async markCurrent(id, hash) {
      markCurrent.run({ id, hash });
    },
  };
}
