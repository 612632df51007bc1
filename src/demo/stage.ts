import { createDkimSigner } from '../adapters/dkim.js';
import type { MessageSigner } from '../delivery/message-composer.js';
import { createApiClient, type ApiClient } from './api-client.js';
import type { DemoFeed } from './demo-feed.js';
import type { House } from './house.js';
import { createInbox, type Inbox } from './inbox.js';
import { createVisitor, type Visitor } from './visitor.js';

/** The newsletter every new installation has. */
export const NEWSLETTER = 'daily';

/** Everything the demo's steps act on. */
export interface Stage {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly feed: DemoFeed;
  readonly api: ApiClient;
  readonly visitor: Visitor;
  readonly inbox: Inbox;
  readonly readers: typeof READERS;
  /** Signs as the house does: the same bytes give the same signature. */
  readonly signer: MessageSigner;
}

/** `bounce-later` is an address the built-in mailbox takes and then returns as undeliverable. */
export const READERS = {
  staying: ['ada@readers.example', 'bela@readers.example', 'chiara@readers.example'],
  leaving: 'dario@readers.example',
  bouncing: 'bounce-later@readers.example',
} as const;

export const allReaders = (readers: typeof READERS): readonly string[] => [
  ...readers.staying,
  readers.leaving,
  readers.bouncing,
];

export function createStage({ baseUrl, apiKey, dkim }: House, feed: DemoFeed): Stage {
  const visitor = createVisitor();
  return {
    baseUrl,
    apiKey,
    feed,
    visitor,
    api: createApiClient(baseUrl, apiKey),
    inbox: createInbox(baseUrl, visitor),
    readers: READERS,
    signer: createDkimSigner([dkim]),
  };
}
