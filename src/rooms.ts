import type { AccountsRoom } from './accounts/room.js';
import type { ArticlesRoom } from './articles/room.js';
import type { DeliveryRoom } from './delivery/room.js';
import type { FeedbackRoom } from './feedback/room.js';
import type { IssuesRoom } from './issues/room.js';
import type { NewslettersRoom } from './newsletters/room.js';
import type { SubscribersRoom } from './subscribers/room.js';

/** Every room's public face: what wire.ts builds and the edges (web, workers, cli) are given. */
export interface Rooms {
  readonly newsletters: NewslettersRoom;
  readonly articles: ArticlesRoom;
  readonly subscribers: SubscribersRoom;
  readonly issues: IssuesRoom;
  readonly delivery: DeliveryRoom;
  readonly feedback: FeedbackRoom;
  readonly accounts: AccountsRoom;
}
