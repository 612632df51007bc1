/** A child's line as the supervisor shows it: our JSON log lines in words, anything else as it came, the process's name in front. */
export function readableLine(name: string, line: string): string {
  const prefix = `[${name}]`;
  const entry = parse(line);
  if (entry === undefined) return `${prefix} ${line}`;
  const { level, time, event, name: _name, ...fields } = entry;
  const clock = typeof time === 'string' ? time.slice(11, 19) : '';
  const mark = level === 'warn' || level === 'error' ? `${level.toUpperCase()} ` : '';
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${show(value)}`);
  return [prefix, clock, `${mark}${String(event)}`, ...rest].filter((part) => part !== '').join(' ');
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && 'event' in entry ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

/** Errors as message and the place in the code they came from. */
function show(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value && 'stack' in value) {
    const place = /\n\s+at (.+)/.exec(String(value.stack))?.[1];
    return JSON.stringify(place === undefined ? value.message : `${String(value.message)} (${place})`);
  }
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}
