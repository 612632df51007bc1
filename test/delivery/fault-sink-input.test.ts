import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { array, assert, integer, property } from 'fast-check';
import { createSinkInput } from '../support/fault-sink-input.js';
import { unstuff } from '../support/fault-sink-message.js';
import { startFaultSink } from '../support/fault-sink.js';

const BODIES = ['', 'x\r\n', '..\r\n', '.\r\r\n\r\n', '\r\n\r\n', 'a\r\n..b\r\n', 'no dot\n.\n here\r\n'];

test('however the bytes are cut into chunks, the same commands and bodies come out', () => {
  const bytes = Buffer.from(BODIES.map((body, i) => `DATA ${i}\r\n${body}.\r\n`).join(''));
  assert(
    property(array(integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }), (sizes) => {
      const input = createSinkInput();
      const found: string[] = [];
      const take = () => {
        for (;;) {
          if (found.length % 2 === 0) {
            const line = input.line();
            if (line === undefined) return;
            found.push(line);
            input.beginBody();
          }
          const body = input.body();
          if (body === undefined) return;
          found.push(body.toString());
        }
      };
      let at = 0;
      for (let i = 0; at < bytes.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        input.push(bytes.subarray(at, at + size));
        at += size;
        take();
      }
      expect(found).toEqual(BODIES.flatMap((body, i) => [`DATA ${i}`, body]));
    }),
  );
});

test('dot-stuffing is undone at line starts only', () => {
  expect(unstuff(Buffer.from('..a\r\n..\r\nb..c\r\n')).toString()).toBe('.a\r\n.\r\nb..c\r\n');
});

const letter = (to: string) => `MAIL FROM:<b@x.example>\r\nRCPT TO:<${to}>\r\nDATA\r\nhi\r\n.\r\n`;

test('a next message that comes in one piece with the dot is taken, and counted without being kept', async () => {
  const sink = await startFaultSink({ countOnly: true });
  const socket = connect(sink.port, '127.0.0.1');
  socket.write(`EHLO me\r\n${letter('a@y.example')}${letter('b@y.example')}${letter('a@y.example')}QUIT\r\n`);
  socket.resume();
  await once(socket, 'close');
  expect(sink.tally()).toMatchObject({ transactions: 3, dots: 3, accepted: 3, recipients: 2, duplicated: 1 });
  expect(sink.entries()).toEqual([]);
  await sink.close();
});
