/** What only the mailbox's pages need; colours are the tokens of pressrun.css. */
export const MAILBOX_CSS = `
.mailbox-entry { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.1rem 1rem; padding: 0.8rem 0; color: inherit; text-decoration: none; }
.mailbox-entry:hover .mailbox-subject { color: var(--accent); text-decoration: underline; }
.mailbox-subject { font: 700 1.05rem/1.35 var(--serif); overflow-wrap: anywhere; }
.mailbox-entry time { color: var(--ink-soft); font-size: 0.85rem; white-space: nowrap; }
.mailbox-people { grid-column: 1 / -1; color: var(--ink-soft); font-size: 0.9rem; overflow-wrap: anywhere; }
.mailbox-search { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin: 0 0 1.25rem; }
.mailbox-search .field { flex: 1 1 14rem; margin: 0; }
.mail-facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.2rem 1rem; margin: 0 0 1.25rem; }
.mail-facts dt { color: var(--ink-soft); }
.mail-facts dd { margin: 0; overflow-wrap: anywhere; }
.mail-tabs { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line); margin: 0 0 1rem; }
.mail-tabs a { padding: 0.6rem 1rem; min-height: 2.75rem; display: inline-flex; align-items: center; color: var(--ink-soft); text-decoration: none; }
.mail-tabs a:hover { color: var(--ink); background: var(--shade); }
.mail-tabs [aria-current='page'] { color: var(--ink); font-weight: 600; box-shadow: inset 0 -2px var(--accent); }
.mail-frame { display: block; width: 100%; height: 78vh; min-height: 26rem; border: 1px solid var(--line); border-radius: var(--round); background: #fff; color-scheme: light dark; }
.mail-text { overflow-wrap: anywhere; }
`;
