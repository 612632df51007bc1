import { parseMailbox } from '../kernel/email-address.js';
import type { Newsroom } from '../newsletters/newsroom.js';
import { cleanLine, webUrl } from './render-clean.js';
import { textDirection, type Direction } from './render-direction.js';
import { readableAccent, type Accent } from './render-palette.js';

/** What every mail shows of its newsroom, issue and letter alike. */
export interface Frame {
  readonly language: string;
  readonly dir: Direction;
  /** Where lines of text begin, in MJML's terms. */
  readonly start: 'left' | 'right';
  readonly accent: Accent;
  readonly newsroom: {
    readonly name: string;
    readonly siteUrl: string;
    readonly postalAddress: string;
    readonly privacyUrl: string | null;
    /** An address a person reads. */
    readonly replyAddress: string | null;
  };
}

export function frameOf(newsroom: Newsroom, language: string): Frame {
  const dir = textDirection(language);
  return {
    language,
    dir,
    start: dir === 'rtl' ? 'right' : 'left',
    accent: readableAccent(newsroom.accentColor),
    newsroom: {
      name: cleanLine(newsroom.name, 80),
      siteUrl: newsroom.siteUrl,
      postalAddress: cleanLine(newsroom.postalAddress, 200),
      privacyUrl: webUrl(newsroom.privacyUrl ?? ''),
      replyAddress: newsroom.replyTo === null ? null : (parseMailbox(newsroom.replyTo)?.address ?? null),
    },
  };
}
