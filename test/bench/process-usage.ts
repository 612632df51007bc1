import { readFileSync } from 'node:fs';
import { childrenOf } from '../support/processes-of.js';

/** What a process and its kind have used so far. */
export interface Usage {
  /** User and system time of the supervisor and its children. */
  readonly cpuSeconds: number;
  /** The largest resident set any sender had. */
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
    peakRssMb: Math.max(0, ...senders.map(({ pid }) => peakRssOf(pid))),
  };
}

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function peakRssOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
