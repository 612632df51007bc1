import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApp } from '../../../src/web/app.js';
import { createPublicRouter } from '../../../src/web/public/router.js';
import { routersOf } from '../../../src/web/routers.js';
import { writeAddresses, type Addresses } from './support/addresses.js';
import { databaseHash } from '../../support/database-hash.js';
import { openLinkHouse, type LinkHouse } from './support/link-house.js';
import { routesOf } from './support/routes-of.js';

let house: LinkHouse;
let addresses: Addresses;
beforeAll(async () => {
  house = await openLinkHouse();
  addresses = await writeAddresses(house);
});
afterAll(async () => house.close());

const TIMES = 3;

/** A route with a token wherever it is mounted, and everything readers see. */
function routesToVisit(): ReadonlySet<string> {
  const { deps } = house.web;
  const everywhere = routesOf(createApp({ deps, routers: routersOf(deps) }));
  const tokened = everywhere.filter(({ path }) => path.includes(':token'));
  const answered = [...tokened, ...routesOf(createPublicRouter(deps))].filter(({ methods }) => methods.includes('get'));
  return new Set(answered.map(({ path }) => path));
}

const fits = (route: string, path: string) =>
  new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/?]+')}(\\?.*)?$`).test(path);

test('no route of the app that takes a token or is for readers is missing here', () => {
  expect(new Set(Object.keys(addresses))).toEqual(routesToVisit());
  expect(routesToVisit().size).toBeGreaterThan(12);
  for (const [route, known] of Object.entries(addresses)) {
    expect(known.filter(({ path }) => !fits(route, path))).toEqual([]);
    if (route.includes(':token')) expect(known.length).toBeGreaterThan(3);
  }
});

test('GET, HEAD and OPTIONS, three times each, change nothing, whatever the state of the token', async () => {
  const before = databaseHash(house.db);
  for (const { what, path, status } of Object.values(addresses).flat()) {
    for (let time = 1; time <= TIMES; time += 1) {
      const expected = { GET: status, HEAD: status, OPTIONS: 200 };
      for (const [method, wanted] of Object.entries(expected)) {
        const answer = await house.ask(path, { method });
        await answer.arrayBuffer();
        expect([method, path, what, answer.status]).toEqual([method, path, what, wanted]);
      }
    }
    expect([path, what, databaseHash(house.db)]).toEqual([path, what, before]);
  }
});
