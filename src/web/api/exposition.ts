/** Lines of the Prometheus text format 0.0.4. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

export const gauge = (name: string, help: string, samples: readonly Sample[]): string[] =>
  family('gauge', { name, help, samples });

/** `name` without `_total`, which every counter ends in. */
export const counter = (name: string, help: string, samples: readonly Sample[]): string[] =>
  family('counter', { name: `${name}_total`, help, samples });

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const family = (type: 'gauge' | 'counter', { name, help, samples }: Family): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...samples.map(([labels, value]) => `${name}${labelled(labels)} ${value}`),
];

function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
