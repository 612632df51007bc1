import type { Express, Router } from 'express';

export interface MountedRoute {
  readonly path: string;
  readonly methods: readonly string[];
}

/** What of a layer is read here; `rawPath` is what it was mounted with. */
interface Layer {
  readonly rawPath: unknown;
  readonly route?: { readonly path: unknown; readonly stack: readonly { readonly method?: string }[] };
  readonly handle: { readonly stack?: readonly object[] };
}

const isLayer = (value: object): value is Layer => 'rawPath' in value && 'handle' in value;

/** Every route of an app or a router, with those of the routers mounted in it. */
export const routesOf = (root: Express | Router): readonly MountedRoute[] =>
  below('', ('router' in root ? root.router : root).stack);

const below = (mount: string, layers: readonly object[]): readonly MountedRoute[] =>
  layers.flatMap((layer): readonly MountedRoute[] => {
    if (!isLayer(layer)) throw new Error('This Express keeps its routes in another way.');
    if (layer.route !== undefined) {
      const methods = layer.route.stack.flatMap(({ method }) => method ?? []);
      return [{ path: mount + textOf(layer.route.path), methods: [...new Set(methods)] }];
    }
    if (layer.handle.stack === undefined) return [];
    return below(mount + textOf(layer.rawPath).replace(/\/$/, ''), layer.handle.stack);
  });

/** Patterns of other kinds would need another way to be listed. */
function textOf(path: unknown): string {
  if (typeof path !== 'string') throw new Error(`A route is mounted at ${String(path)}, which is no text.`);
  return path;
}
