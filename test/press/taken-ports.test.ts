import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { freePort } from '../../src/adapters/system-ports.js';
import type { Config } from '../../src/config.js';
import { refuseTakenPorts } from '../../src/press/check-surroundings.js';

const HOST = '127.0.0.1';
let other: Server;
let taken: number;
beforeEach(async () => {
  other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(0, HOST, resolve);
  });
  taken = (other.address() as AddressInfo).port;
});
afterEach(() => void other.close());

const ports = async (web: number | undefined, inbound: Config['inbound'], freeWithin?: number): Promise<void> => {
  const port = web ?? (await freePort(HOST));
  return refuseTakenPorts({ web: { host: HOST, port, baseUrl: '', trustProxy: false }, inbound } as Config, freeWithin);
};

describe('before anything starts', () => {
  test('a taken PORT is refused by name', async () => {
    await expect(ports(taken, undefined)).rejects.toThrow(/^PORT or HOST: .*in use/);
  });

  test('a taken INBOUND_PORT is refused by name, also beside the built-in mailbox', async () => {
    await expect(ports(undefined, { host: HOST, port: taken, given: true })).rejects.toThrow(/^INBOUND_PORT .*in use/);
  });

  test('one port for pages and bounces is refused', async () => {
    const port = await freePort(HOST);
    await expect(ports(port, { host: HOST, port, given: true })).rejects.toThrow(/the one of the web pages/);
  });

  test('free ports, and those the supervisor chooses itself, pass', async () => {
    await expect(ports(undefined, { host: HOST, port: 0, given: false })).resolves.toBeUndefined();
  });

  test('a port that a killed Pressrun still holds is waited for', async () => {
    const asked = ports(taken, undefined, 20_000);
    const answer = await Promise.race([asked.then(() => 'passed'), freePort(HOST).then(() => 'still waiting')]);
    expect(answer).toBe('still waiting');
    other.close();
    await expect(asked).resolves.toBeUndefined();
  });
});
