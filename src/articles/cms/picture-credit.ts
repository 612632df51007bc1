/** A caption's words about who made the picture: each rule carries a real line it was written for. */
const CREDITS: readonly RegExp[] = [
  /** "The quay at dawn. Photo: Ana Reyes", "Foto: dpa", "Crédit photo : AFP", "Image credit: NASA" */
  /(?:^|[\s([|–—-])((?:photo(?:graph)?|foto|fotografie|picture|image|bild|imagen|illustration|crédit|credit)s?(?:\s+(?:credit|crédit|photo|courtesy))?\s*[:：/]\s*\S.{0,118}?)[)\].]?$/iu,
  /** "Photo by Ana Reyes / Unsplash", "Illustration by Bo Li" */
  /(?:^|[\s([|–—-])((?:photo(?:graph)?|picture|image|illustration|foto)\s+(?:by|courtesy(?:\s+of)?|von|de|di)\s+\p{L}.{0,118}?)[)\].]?$/iu,
  /** "(AP Photo/Jane Doe)", "© 2026 Reuters" */
  /(\b(?:AP|AFP)\s+Photo\s*\/\s*[^()]{2,80}?)[)\].]?$/u,
  /((?:©|\(c\))\s?[^()©]{2,80}?)[)\].]?$/u,
];

/** The credit at the end of a caption; null when it names none. */
export function creditIn(caption: string): string | null {
  const end = caption.slice(-400);
  for (const rule of CREDITS) {
    const found = rule.exec(end)?.[1];
    if (found !== undefined) return found.trim();
  }
  return null;
}
