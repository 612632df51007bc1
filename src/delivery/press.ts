import type { Tokens } from '../kernel/token.js';
import type { Issue, Variant } from '../issues/issue.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { Newsroom } from '../newsletters/newsroom.js';
import type { SubscribersRoom } from '../subscribers/room.js';
import type { MessageComposer, MessageSigner } from './message-composer.js';
import type { TokenField } from './token-fields.js';

/** What all messages are made with. */
export interface Press {
  readonly composer: MessageComposer;
  /** Null when DKIM is not configured. */
  readonly signer: MessageSigner | null;
  readonly tokens: Tokens;
  readonly links: SubscribersRoom['links'];
  readonly bounceDomain: string;
  /** Of the sending services whose webhooks are set up. */
  readonly tokenFields?: readonly TokenField[];
}

/** What all readers of a variant share. */
export interface Plate {
  readonly issue: Pick<Issue, 'id' | 'kind'>;
  readonly newsletter: Pick<Newsletter, 'id' | 'slug' | 'name'>;
  readonly newsroom: Pick<Newsroom, 'mailFrom' | 'replyTo'>;
  readonly variant: Variant;
}

export interface Addressee {
  readonly subscriberId: string;
  readonly email: string;
  /** Milliseconds. */
  readonly dateHeader: number;
}
