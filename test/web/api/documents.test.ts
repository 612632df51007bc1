import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiCalls } from '../../../src/web/api/api-calls.js';
import { openDeskWorld, type DeskWorld } from '../desk/desk-world.js';

let world: DeskWorld;
beforeAll(async () => {
  world = await openDeskWorld();
});
afterAll(async () => world.close());

describe('documents', () => {
  test('openapi.json describes exactly the calls that are served, each with its path parameters', async () => {
    const document = (await (await fetch(`${world.url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = apiCalls(world.web.deps).map(({ method, path }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(served.toSorted());
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(document.paths['/articles/{externalId}']?.['put']?.parameters).toContainEqual(
      expect.objectContaining({ name: 'externalId', in: 'path', required: true }),
    );
  });

  test('the page for people names every call', async () => {
    const page = await (await fetch(`${world.url}/api/docs`)).text();
    for (const { method, path } of apiCalls(world.web.deps)) expect(page).toContain(`${method.toUpperCase()} ${path}`);
  });
});
