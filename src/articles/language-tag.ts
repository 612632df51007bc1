/** A language as feeds write it (`en-us`, `pt_BR`, `DE`) as a BCP 47 tag; null when it is none. */
export function languageTag(...stated: readonly (string | undefined)[]): string | null {
  for (const text of stated) {
    const tag = text?.trim().replaceAll('_', '-') ?? '';
    if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) continue;
    try {
      return Intl.getCanonicalLocales(tag)[0] ?? null;
    } catch {
      continue;
    }
  }
  return null;
}
