import type { JSX } from 'preact';
import type { FieldError } from '../../kernel/refusal.js';
import type { SuppressionRecord } from '../../subscribers/room.js';
import type { Evidence } from '../../subscribers/subscriber.js';
import { Button, Notice } from '../components.js';
import { Field } from '../field.js';
import { PostForm } from './desk-frame.js';
import { bounceReasonWords } from './bounce-words.js';
import type { Visit } from './visit.js';
import { agoWords } from './words.js';

interface Props {
  readonly visit: Visit;
  readonly now: number;
  readonly email: string;
  readonly ground: SuppressionRecord;
  readonly errors: readonly FieldError[];
}

/** Why an address gets no mail, what came back, and how to lift it. */
export function SuppressionNotice({ visit, now, email, ground, errors }: Props): JSX.Element {
  const { suppression, evidence } = ground;
  const { reason, detail, source, at } = suppression;
  return (
    <Notice tone="bad" title={`Must not be mailed: ${bounceReasonWords(reason)}`}>
      <p>
        Since {agoWords(at, now)}, {SOURCE_WORDS[source] ?? `by ${source}`}.
      </p>
      {evidence === null ? <p>{detail ?? 'No reason was written down.'}</p> : <WhatCameBack evidence={evidence} />}
      <PostForm visit={visit} action="/desk/readers/lift">
        <input type="hidden" name="email" value={email} />
        <Field
          name="reason"
          id="lift-reason"
          label="Why it may be mailed again"
          hint="Kept in the log with your name."
          required
          maxLength={300}
          error={errors.find(({ field }) => field === 'reason')?.fault}
        />
        <Button look="secondary">Lift the suppression</Button>
      </PostForm>
    </Notice>
  );
}

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  bounce: 'because mail to it came back',
  complaint: 'because the reader reported a mail as unwanted',
  desk: 'by hand, on this page',
  api: 'by the API',
  import: 'by an import',
};

const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  smtp: 'the receiving server answered while we were sending',
  mail: 'a report came back by mail',
  webhook: 'the mail provider reported it',
};

function WhatCameBack({ evidence }: { evidence: Evidence }): JSX.Element {
  const { channel, status, reply, message } = evidence;
  return (
    <>
      <p>
        What happened: {CHANNEL_WORDS[channel] ?? channel}
        {status === null ? '' : ` (${status})`}.
      </p>
      {reply === null ? null : (
        <p>
          <q>{reply}</q>
        </p>
      )}
      {message === null ? null : (
        <details>
          <summary>The message that came back</summary>
          <p class="hint">Addresses are blacked out.</p>
          <pre class="message">{message}</pre>
        </details>
      )}
    </>
  );
}
