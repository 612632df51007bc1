import { readReport } from '../feedback/read-report.js';
import type { JudgedReport, ReportKind } from '../feedback/report.js';

export interface BounceInspection {
  readonly kind: ReportKind;
  readonly reports: readonly JudgedReport[];
}

/** What `pressrun inspect bounce` prints for one file. Never throws, whatever the bytes are. */
export async function inspectBounce(bytes: Uint8Array): Promise<BounceInspection> {
  const { kind, reports } = await readReport(bytes);
  return { kind, reports };
}
