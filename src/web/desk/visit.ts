import type { Request, Response } from 'express';
import type { ComponentChildren } from 'preact';
import type { Role } from '../../accounts/role.js';
import type { Identity } from '../../accounts/room.js';
import type { Refusal } from '../../kernel/refusal.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { DoneKey } from './done-words.js';

/** One page or act of the desk as data: no route exists without the role it needs. `path` is below /desk. */
export interface DeskRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly needs: Role;
  handle(visit: Visit): Promise<void>;
}

/** A request of somebody signed in; for a POST, its form token is checked already. */
export interface Visit {
  readonly req: Request;
  readonly res: Response;
  readonly identity: Identity;
  readonly newsroom: Newsroom;
  /** Goes into every form; see PostForm. */
  readonly formToken: string;
  param(name: string): string;
  /** One text of the query; undefined when absent or repeated. */
  query(name: string): string | undefined;
  may(role: Role): boolean;
  show(page: DeskPage): void;
  /** The refusal as a page, with a way back. */
  refuse(refusal: Refusal, back?: { href: string; label: string }): void;
  /** After a successful POST: to a page that says what was done. */
  goTo(path: string, done?: DoneKey): void;
  /** Writes the act to the audit log; called once it has happened. */
  audit(action: string, subject: string, detail?: unknown): Promise<void>;
}

export interface DeskPage {
  readonly title: string;
  readonly section?: DeskSection;
  readonly status?: number;
  /** Above the content: why the last act was refused. */
  readonly refusal?: Refusal | undefined;
  readonly children: ComponentChildren;
}

export type DeskSection =
  'overview' | 'corrections' | 'feedback' | 'sources' | 'newsletters' | 'readers' | 'people' | 'newsroom' | 'log';
