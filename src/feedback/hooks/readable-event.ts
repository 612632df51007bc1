import { redactAddresses } from '../redact.js';
import type { HookEvent } from './hook.js';

const MAX_TEXT = 4_000;

/** An event as a person reads it who asks why a reader gets no mail; without addresses and without our token. */
export function readableEvent(service: string, { kind, id, status, diagnostic, word }: HookEvent): string {
  const lines = [
    `The webhook of ${service} told: ${kind} (${id})`,
    ...(status === null ? [] : [`Status: ${status}`]),
    ...(diagnostic === null ? [] : [`Answer of the mail server: ${diagnostic}`]),
    ...(word === null ? [] : [`Judgement of the service: ${word.class}, ${word.reason}`]),
  ];
  return redactAddresses(lines.join('\n')).slice(0, MAX_TEXT);
}
