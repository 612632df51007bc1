import type { JSX } from 'preact';
import type { Issue } from '../../issues/issue.js';
import { Badge } from '../components.js';
import { ISSUE_STATE_WORDS } from './words.js';

export function StateBadge({ issue }: { issue: Pick<Issue, 'state'> }): JSX.Element {
  const { label, tone } = ISSUE_STATE_WORDS[issue.state];
  return <Badge tone={tone}>{label}</Badge>;
}
