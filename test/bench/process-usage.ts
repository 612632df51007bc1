import { readFileSync } from 'node:fs';
import { childrenOf } from '../support/processes-of.js';

/** What a process and its kind have used so far. */
export interface Usage {
  /** User and system time of the supervisor and its children. */
  readonly cpuSeconds: number;
  /** The largest resident set any sender has now. */
  readonly rssMb: number;
  /** The largest any sender had. */
  readonly peakRssMb: number;
}

/** Linux counts CPU time in clock ticks of 10 ms (proc(5), sysconf _SC_CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** Adds up a supervisor and its direct children, from /proc. */
export function usageOf(supervisor: number): Usage {
  const children = childrenOf(supervisor);
  const senders = children.filter(({ command }) => command.includes('main.ts sender'));
  return {
    cpuSeconds: [supervisor, ...children.map(({ pid }) => pid)].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
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
