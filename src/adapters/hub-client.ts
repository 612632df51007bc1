import type { HubClient } from '../articles/hub-subscription.js';
import { createHttpClient, type HttpClientDeps } from './http-client.js';
import { statusFault } from './http-faults.js';

/** Answers are of no interest beyond their status. */
const MAX_BYTES = 64_000;

/** Asks hubs, which feeds name: within the same limits as feeds, and never inside the newsroom's network. */
export function createHubClient(deps: HttpClientDeps): HubClient {
  const client = createHttpClient(deps);
  return {
    async ask(url, form) {
      const answer = await client.send({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        maxBytes: MAX_BYTES,
      });
      if (answer.kind === 'failed') return { fault: answer.reason };
      return { fault: answer.status >= 200 && answer.status < 300 ? null : statusFault(answer.status) };
    },
  };
}
