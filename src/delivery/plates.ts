import type { IssueStore } from '../issues/issue-store.js';
import type { Issue } from '../issues/issue.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import { compilePlate, type Printer } from './compile-plate.js';
import type { Plate, Press } from './press.js';

export interface PlateDeps {
  readonly issues: Pick<IssueStore, 'byId' | 'variants'>;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'newsroom'>;
  readonly press: Press;
  /** Remembers what it compiled; without it every load compiles anew. */
  readonly compile?: (plate: Plate) => Promise<Printer>;
}

export interface Plates {
  readonly issue: Issue;
  /** Undefined for a variant the issue does not have. */
  of(variant: string): Plate | undefined;
  /** Compiled at the first call for a variant. Rejects for a variant the issue does not have. */
  printer(variant: string): Promise<Printer>;
}

/** Everything the readers of an issue share; read once a batch, because an issue that is sending does not change. */
export async function loadPlates(
  { issues, newsletters, press, compile = async (plate) => compilePlate(press, plate) }: PlateDeps,
  issueId: string,
): Promise<Plates | undefined> {
  const issue = await issues.byId(issueId);
  const newsletter = issue && (await newsletters.find(issue.newsletterId));
  if (issue === undefined || newsletter === undefined) return undefined;
  const newsroom = await newsletters.newsroom();
  const variants = await issues.variants(issueId);
  const plates = new Map(variants.map((variant) => [variant.variant, { issue, newsletter, newsroom, variant }]));
  const printers = new Map<string, Promise<Printer>>();
  const compileVariant = async (variant: string): Promise<Printer> => {
    const plate = plates.get(variant);
    if (plate === undefined) throw new Error(`The issue has no variant ${variant}`);
    return compile(plate);
  };
  return {
    issue,
    of: (variant) => plates.get(variant),
    printer: async (variant) => {
      const printer = printers.get(variant) ?? compileVariant(variant);
      printers.set(variant, printer);
      return printer;
    },
  };
}
