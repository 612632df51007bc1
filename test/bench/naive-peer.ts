import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * What anyone would write with nodemailer: a pool with its own DKIM, one `sendMail` per reader, as many at once as there
 * are connections. Prints `{"perSecond": N}`.
 */
const { values } = parseArgs({
  options: {
    smtp: { type: 'string', default: '' },
    source: { type: 'string', default: '' },
    messages: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '20' },
    key: { type: 'string' },
  },
});
const [host = '', port = ''] = values.smtp.split(':');
const connections = Number(values.connections);
const messages = Number(values.messages);
const { html = '', text = '', subject = '' } = await PostalMime.parse(readFileSync(values.source));
const transport = createTransport({
  host,
  port: Number(port),
  secure: false,
  ignoreTLS: true,
  pool: true,
  maxConnections: connections,
  maxMessages: Infinity,
  ...(values.key === undefined
    ? {}
    : { dkim: { domainName: 'lantern.example', keySelector: 'demo', privateKey: readFileSync(values.key, 'utf8') } }),
});

const sendOne = async (index: number): Promise<void> => {
  const unsubscribe = `https://lantern.example/unsubscribe/naive-${index}`;
  await transport.sendMail({
    from: 'The Lantern <news@lantern.example>',
    to: `reader-${index}@readers.example`,
    subject,
    html: html.replace(/https?:[^"]+\/unsubscribe\/[^"]+/, unsubscribe),
    text: text.replace(/https?:\S+\/unsubscribe\/\S+/, unsubscribe),
    headers: {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': '<daily.lantern.example>',
    },
  });
};

let next = 0;
const startedAt = performance.now();
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (next < messages) await sendOne(next++);
  }),
);
const seconds = (performance.now() - startedAt) / 1000;
transport.close();
process.stdout.write(`${JSON.stringify({ perSecond: Math.round(messages / seconds) })}\n`);
