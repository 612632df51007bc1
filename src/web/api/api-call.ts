import type { Request } from 'express';
import type { Identity } from '../../accounts/room.js';
import type { Role } from '../../accounts/role.js';
import type { Outcome } from '../../kernel/refusal.js';
import type { Visitor } from '../../subscribers/room.js';

/**
 * One call of the API as data: the router serves it and openapi.json describes it, so neither can forget one.
 * `path` is below /api/v1, with express parameters (`/issues/:id`).
 */
export interface ApiCall {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  /** The least role a key needs. */
  readonly needs: Role;
  readonly summary: string;
  readonly tag: ApiTag;
  /** Query parameters it knows, each at most once; others are refused. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonSchema;
  readonly answer: { readonly status: number; readonly description: string; readonly type?: string };
  handle(request: ApiRequest): Promise<Outcome<ApiAnswer>>;
}

type ApiTag = 'newsletters' | 'sources' | 'articles' | 'subscribers' | 'issues' | 'feedback' | 'suppressions';

/** The part of JSON Schema the document uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly examples?: readonly string[];

  readonly additionalProperties?: boolean;
}

/** A request whose key, query and body form are checked. */
export interface ApiRequest {
  readonly identity: Identity;
  readonly visitor: Visitor;
  param(name: string): string;
  /** Undefined when the parameter is absent. */
  query(name: string): string | undefined;
  /** The JSON body; an empty object when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Writes the act to the audit log; called once it has happened. */
  audit(action: string, subject: string, detail?: unknown): Promise<void>;
  readonly http: Request;
}

export type ApiAnswer =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: 204 }
  | { readonly status: 200; readonly html: string }
  | { readonly status: 200; readonly text: string };
