import type { JSX } from 'preact';
import { ALARM_ADVICE, alarmWords } from '../../feedback/numbers/alarm-rules.js';
import type { RaisedAlarm } from '../../feedback/numbers/numbers-store.js';
import { Notice } from '../components.js';

/** A banner for each line that an issue of the last days passed. */
export function FeedbackAlarms({ alarms }: { alarms: readonly RaisedAlarm[] }): JSX.Element {
  return (
    <>
      {alarms.map((alarm) => (
        <Notice key={`${alarm.issueId} ${alarm.kind} ${alarm.provider}`} tone="bad" title={alarmWords(alarm)}>
          <p>
            {ALARM_ADVICE[alarm.kind]} <a href={`/desk/issues/${alarm.issueId}/report`}>Report of “{alarm.subject}”</a>
          </p>
        </Notice>
      ))}
    </>
  );
}
