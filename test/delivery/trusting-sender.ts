import { mailerTo } from './test-sender.js';

/** Sends a message to each relay of the arguments, `PORT?QUERY`, and prints the outcomes. */
const outcomes = await Promise.all(
  process.argv.slice(2).map(async (relay) => {
    const [port = '', query = ''] = relay.split('?');
    const mailer = mailerTo(Number(port), query);
    const outcome = await mailer.send({
      envelopeFrom: 'b-1@bounce.example',
      envelopeTo: 'reader@example.org',
      bytes: Buffer.from('Message-ID: <1@example.org>\r\n\r\nGood morning.\r\n'),
    });
    await mailer.close();
    return outcome;
  }),
);
console.log(JSON.stringify(outcomes));
