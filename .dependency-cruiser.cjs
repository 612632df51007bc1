const swc = require('@swc/core');

/** dependency-cruiser 17 parses with swc, but does not tell it which files hold TSX. */
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

/** Who may import whom. The rooms stand in one line; each knows only those before it. */
const ROOMS = ['kernel', 'newsletters', 'articles', 'subscribers', 'issues', 'delivery', 'feedback'];
const KNOWS = {
  kernel: [],
  newsletters: ['kernel'],
  articles: ['kernel', 'newsletters'],
  subscribers: ['kernel', 'newsletters'],
  issues: ['kernel', 'newsletters', 'articles', 'subscribers'],
  delivery: ['kernel', 'newsletters', 'articles', 'subscribers', 'issues'],
  feedback: ['kernel', 'newsletters', 'articles', 'subscribers', 'issues', 'delivery'],
  accounts: ['kernel'],
};
/** Libraries that only compute. Everything that opens a socket, a file or a database belongs to adapters and db. */
const PURE =
  'node_modules/(zod|luxon|htmlparser2|entities|iconv-lite|chardet|mustache|ipaddr\\.js|postal-mime)/|^(node:)?(crypto|url|buffer|util)$';

const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { pathNot: allowed },
});

/** The same for the edges, which may use any of Node's own modules. */
const edge = (name, from, allowed, comment) => ({
  ...only(name, from, allowed, comment),
  to: { pathNot: allowed, dependencyTypesNot: ['core'] },
});

const roomRules = [...ROOMS, 'accounts'].map((room) =>
  only(
    `${room}-knows`,
    `^src/${room}/`,
    `^src/(${[room, ...KNOWS[room]].join('|')})/|${PURE}`,
    `${room} may import ${KNOWS[room].join(', ') || 'nothing of ours'} and pure libraries. Declare an interface and let adapters or db implement it.`,
  ),
);

module.exports = {
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...roomRules,
    edge(
      'db-implements-rooms',
      '^db/',
      `^db/|^src/(${[...ROOMS, 'accounts'].join('|')})/|node_modules/(drizzle-orm|better-sqlite3)/`,
      'db knows rooms, drizzle and better-sqlite3.',
    ),
    edge(
      'adapters-implement-rooms',
      '^src/adapters/',
      `^src/(adapters|web/mailbox|${[...ROOMS, 'accounts'].join('|')})/|node_modules/`,
      'adapters know rooms and technology, not db, web or wire.',
    ),
    edge(
      'web-calls-rooms',
      '^src/web/',
      `^src/(web|${[...ROOMS, 'accounts'].join('|')})/|^src/(rooms|config|wire)\\.ts$|node_modules/(express|helmet|cookie|preact|preact-render-to-string|zod|luxon)/`,
      'web calls rooms, never db or adapters.',
    ),
    edge(
      'workers-call-rooms',
      '^workers/',
      `^workers/|^src/(${[...ROOMS, 'accounts'].join('|')})/|^src/(rooms|config|wire)\\.ts$|node_modules/bullmq/`,
      'workers call rooms, never db or adapters.',
    ),
    {
      name: 'wire-only-from-entries',
      severity: 'error',
      comment: 'Only entries build the house.',
      from: { pathNot: '^(src/main\\.ts|src/web/main\\.ts|src/wire\\.ts|src/wire/|src/cli/|workers/main\\.ts|test/)' },
      to: { path: '^src/wire(\\.ts$|/)' },
    },
  ],
};
