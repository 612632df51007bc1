import type { Candidate } from '../../articles/article-store.js';
import type { Progress } from '../../delivery/room.js';
import type { IssueView } from '../../issues/room.js';
import type { Visit } from './visit.js';

export interface IssuePageProps {
  readonly visit: Visit;
  readonly view: IssueView;
  readonly now: number;
  /** Null before the audience is frozen. */
  readonly progress: Progress | null;
  readonly candidates: readonly Candidate[];
}
