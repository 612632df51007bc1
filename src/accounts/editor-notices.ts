import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { EditorNotice, EditorNotices } from '../kernel/editor-notices.js';
import type { NewId } from '../kernel/ids.js';
import type { LetterBox } from '../kernel/letter.js';
import type { Logger } from '../kernel/logger.js';
import { mayActAs } from './role.js';
import type { Person } from './room.js';

interface Deps {
  readonly people: () => Promise<readonly Person[]>;
  readonly letters: LetterBox;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}

/** Writes a letter to everybody who may act on the notice. */
export function createEditorNotices(deps: Deps): EditorNotices {
  return {
    async tell(notice) {
      deps.logger.info('editors.told', { key: notice.key, heading: notice.heading });
      try {
        for (const person of await deps.people()) {
          if (mayActAs(person.role, 'editor')) await writeTo(deps, person, notice);
        }
      } catch (error) {
        deps.logger.error('editors.not-told', { key: notice.key, error });
      }
    },
  };
}

async function writeTo({ letters, bell, clock, newId }: Deps, person: Person, notice: EditorNotice): Promise<void> {
  const { key, heading, paragraphs, action } = notice;
  const id = newId();
  const payload = { heading, paragraphs, ...(action && { actionLabel: action.label, actionUrl: action.url }) };
  const letter = {
    id,
    kind: 'notice' as const,
    dedupeKey: `notice:${key}:${person.id}`,
    recipient: person.email,
    payload,
  };
  if (await letters.insert(letter, clock.now())) bell.ring([{ name: 'send-letter', letterId: id }]);
}
