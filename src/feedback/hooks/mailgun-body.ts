import type { HookRequest } from './hook.js';
import { readJson } from './proof.js';

/**
 * The body of a Mailgun webhook in the form of today's: `{signature, event-data}` as JSON, the same two as fields of a form
 * (multipart or urlencoded) with JSON inside, or the flat fields of the webhooks of before 2018.
 */
export async function readMailgunBody({ header, raw }: HookRequest): Promise<unknown> {
  const type = header('content-type') ?? '';
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) return readJson(raw);
  const form = await readForm(raw, type);
  if (form === undefined) return undefined;
  const event = readJson(form['event-data'] ?? '');
  return event === undefined ? fromFlatFields(form) : { signature: signatureOf(form), 'event-data': event };
}

type Form = Readonly<Record<string, string>>;

/** Only texts; files do not come with a webhook. */
async function readForm(raw: Buffer, type: string): Promise<Form | undefined> {
  try {
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
    return Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return undefined;
  }
}

/** One field of JSON, or three plain ones. */
const signatureOf = (form: Form): unknown =>
  readJson(form['signature'] ?? '') ?? {
    timestamp: form['timestamp'],
    token: form['token'],
    signature: form['signature'],
  };

const NAMES: Readonly<Record<string, string>> = { bounced: 'failed', dropped: 'failed' };

function fromFlatFields(form: Form): unknown {
  const event = form['event'] ?? '';
  return {
    signature: signatureOf(form),
    'event-data': {
      event: NAMES[event] ?? event,
      severity: 'permanent',
      // Nothing else names the event.
      id: `${event}/${form['Message-Id'] ?? form['message-id'] ?? form['token'] ?? ''}/${form['recipient'] ?? ''}`,
      recipient: form['recipient'],
      reason: form['reason'] === 'hardfail' ? null : form['reason'],
      'delivery-status': { code: form['code'], message: form['error'] ?? form['description'] },
      message: { headers: { 'message-id': form['Message-Id'] ?? form['message-id'] } },
      'user-variables': form,
    },
  };
}
