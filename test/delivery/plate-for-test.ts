import { createMessageComposer } from '../../src/adapters/compose-message.js';
import { createDkimSigner } from '../../src/adapters/dkim.js';
import type { Addressee, Plate, Press } from '../../src/delivery/press.js';
import { slotMark, type Slot } from '../../src/issues/issue.js';
import { createTokens } from '../../src/kernel/token.js';
import { createLinks } from '../../src/subscribers/links.js';
import { dkimKeys } from '../support/dkim-keys.js';

const SLOT_KEY = 'k3yk3yk3yk3yk3yk';
export const mark = (slot: Slot): string => slotMark(SLOT_KEY, slot);

const tokens = createTokens('a secret of thirty-two characters.');

/** A press with an RSA and an Ed25519 signature, as the whole house has it. */
export const pressAt = (baseUrl = 'https://lantern.example', signer = createDkimSigner(dkimKeys)): Press => ({
  composer: createMessageComposer(),
  signer,
  tokens,
  links: createLinks({ tokens, baseUrl }),
  bounceDomain: 'bounce.lantern.example',
});

interface Words {
  readonly html?: string;
  readonly text?: string;
  readonly subject?: string;
  readonly name?: string;
  readonly mailFrom?: string;
  readonly replyTo?: string | null;
}

export const plateOf = ({
  html = `<p>${mark('reader_address')}</p>`,
  text = mark('unsubscribe_url'),
  subject = 'News',
  name = 'The Daily',
  mailFrom = 'The Harbour Lantern <news@lantern.example>',
  replyTo = null,
}: Words = {}): Plate => ({
  issue: { id: '0'.repeat(15) + '1', kind: 'digest' },
  newsletter: { id: '0'.repeat(15) + '2', slug: 'daily', name },
  newsroom: { mailFrom, replyTo },
  variant: { variant: 'default', subject, preheader: '', html, text, slotKey: SLOT_KEY, hash: 'hash' },
});

export const readerAt = (email: string): Addressee => ({
  subscriberId: '0'.repeat(15) + '3',
  email,
  dateHeader: Date.UTC(2026, 10, 22, 6, 0, 1),
});

/** What stands in the slots for that reader. */
export function valuesFor(press: Press, reader: Addressee): Readonly<Record<Slot, string>> {
  const { unsubscribe, preferences } = press.links(reader.subscriberId, plateOf().newsletter.id);
  return { unsubscribe_url: unsubscribe, preferences_url: preferences, reader_address: reader.email };
}
