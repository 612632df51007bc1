/**
 * Sentences that feed software hangs on a text; each rule carries the real line it was written for.
 * They are taken off the end until none is left.
 */
const TAILS: readonly RegExp[] = [
  /** "The post Harbour reopens appeared first on The Tern." (WordPress) */
  /\s*The post .{1,300} (?:appeared first|first appeared) on .{1,120}$/iu,
  /** "Der Beitrag ... erschien zuerst auf ..." */
  /\s*Der Beitrag .{1,300} erschien zuerst auf .{1,120}$/iu,
  /** "L'article ... est apparu en premier sur ..." and "Cet article ... est apparu en premier sur ..." */
  /\s*(?:L[’']article|Cet article) .{1,300} est apparu en premier sur .{1,120}$/iu,
  /** "La entrada ... se publicó primero en ..." / "apareció primero en" / "aparece primero en" */
  /\s*La entrada .{1,300} (?:se publicó|apareció|aparece) primero en .{1,120}$/iu,
  /** "O post ... apareceu primeiro em ..." */
  /\s*O post .{1,300} apareceu primeiro em .{1,120}$/iu,
  /** "L'articolo ... proviene da ..." */
  /\s*L[’']articolo .{1,300} (?:proviene da|sembra essere il primo su) .{1,120}$/iu,
  /** "Het bericht ... verscheen eerst op ..." */
  /\s*Het bericht .{1,300} verscheen eerst op .{1,120}$/iu,
  /** "Запись ... впервые появилась ..." */
  /\s*(?:Запись|Сообщение) .{1,300} (?:впервые появилась|появились сначала|появилась сначала).{1,120}$/iu,
  /** "Continue reading...", "Read more »", "[Read the full story]"; capital, or a sentence about reading would go too. */
  /\s*[[(]?\b(?:Continue reading|CONTINUE READING|Keep reading|Read (?:more|on|the (?:full|whole|rest)[^.]{0,40})|READ MORE|Full story)\b[^.!?]{0,120}?(?:\.\.\.|…|»|›|→|>|\])?[\])]?$/u,
  /** "Weiterlesen", "Lire la suite", "Leer más", "Leggi tutto", "Lees verder", "Читать далее" */
  /\s*[[(]?(?:Weiterlesen|Mehr lesen|Lire la suite|Leer más|Seguir leyendo|Leia mais|Leggi tutto|Continua a leggere|Lees (?:verder|meer)|Les mer|Läs mer|Læs mere|Lue lisää|Czytaj (?:dalej|więcej)|Читать (?:далее|дальше|полностью)|Devamını oku)[\s.…»›→>\])]*$/u,
  /** "[...]", "[…]", "(more…)", "&#8230;" */
  /\s*(?:\[\s*(?:\.\.\.|…|&hellip;)\s*\]|\((?:more|weiter|suite)?\s*(?:\.\.\.|…)\))$/iu,
  /** "View Entire Post ›", "Read at Aeon", "Watch at Aeon" */
  /\s*\b(?:View Entire Post|(?:Read|Watch|Listen) (?:at|on) [A-Z][\p{L} ]{1,30})[\s›»→>]*$/u,
  /** "… to 120 dollars. ..." */
  /(?<=[.!?]["”»]?)\s*(?:\.\.\.|…)$/u,
  /** "Comments" alone: the whole text of some link feeds */
  /^(?:Comments|Kommentare|Commentaires|Comentarios)$/iu,
];

/** Text in front: "(Reuters) -", "LONDON (AP) —" stay, they are journalism; a bare byline does not. */
const HEADS: readonly RegExp[] = [/^By [A-Z][\p{L}.’'-]+(?: [A-Z][\p{L}.’'-]+){1,3}\s*[|•·]\s*/u];

/** The text without what feed software put around it. */
export function dropBoilerplate(text: string): string {
  let left = text;
  for (const head of HEADS) left = left.replace(head, '');
  for (let length = -1; length !== left.length;) {
    length = left.length;
    /** Only the end is looked at: the longest of these sentences is below 450 characters. */
    const split = Math.max(0, left.length - 600);
    const end = TAILS.reduce((rest, tail) => rest.replace(tail, ''), left.slice(split));
    left = (left.slice(0, split) + end).trimEnd();
  }
  return left;
}
