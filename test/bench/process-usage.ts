import { readFileSync } from 'node:fs';
import { childrenOf } from '../support/processes-of.js';

/** What a process and its kind have used so far. */
export interface Usage {
  /** User and system time of the supervisor and its children. */
  readonly cpuSeconds: number;
  /** The same by kind of process. */
  readonly cpuByKind: Readonly<Record<string, number>>;
  /** The largest resident set any sender has now. */
  readonly rssMb: number;
  /** The largest any sender had. */
  readonly peakRssMb: number;
}

/** Linux counts CPU time in clock ticks of 10 ms (proc(5), sysconf _SC_CLK_TCK). */
const TICKS_PER_SECOND = 100;

const KINDS = [
  ['senders', /main\.js sender/],
  ['worker', /main\.js worker/],
  ['web', /web\/main\.js/],
  ['redis', /redis-server/],
] as const;

/** Adds up a supervisor and its direct children, from /proc. */
export function usageOf(supervisor: number): Usage {
  const children = childrenOf(supervisor);
  const senders = children.filter(({ command }) => command.includes('main.js sender'));
  const cpuByKind: Record<string, number> = { supervisor: cpuSecondsOf(supervisor) };
  for (const { pid, command } of children) {
    const kind = KINDS.find(([, pattern]) => pattern.test(command))?.[0] ?? 'other';
    cpuByKind[kind] = (cpuByKind[kind] ?? 0) + cpuSecondsOf(pid);
  }
  return {
    cpuByKind,
    cpuSeconds: Object.values(cpuByKind).reduce((sum, seconds) => sum + seconds, 0),
    rssMb: Math.max(0, ...senders.map(({ pid }) => megabytesOf(pid, 'VmRSS'))),
    peakRssMb: Math.max(0, ...senders.map(({ pid }) => megabytesOf(pid, 'VmHWM'))),
  };
}

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function megabytesOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
