import { readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mustache from 'mustache';
import { z } from 'zod';
import { escapeHtml } from '../issues/fill-slots.js';
import { textDirection } from '../issues/render-direction.js';
import {
  TEMPLATE_NAMES,
  type EmailTemplates,
  type TemplateName,
  type TemplateView,
} from '../issues/render-template.js';
import { tidyText, wrapText } from './email-text.js';

type Texts = Readonly<Record<string, string>>;

const EMAILS = fileURLToPath(new URL('../../emails/', import.meta.url));
const FALLBACK = 'en';
const AS_IT_IS = { escape: String };

/**
 * Reads every template, partial and language of a folder once.
 * `words/<language>.json` holds the sentences; a template prints one as `{{word.name}}`, and a sentence may itself print
 * values of the view. English stands in for a language, or a sentence, that is not there.
 */
export function createEmailTemplates({ folder = EMAILS }: { folder?: string } = {}): EmailTemplates {
  const templates = { mjml: readTexts(folder, '.mjml'), txt: readTexts(folder, '.txt') };
  const partials = {
    mjml: readTexts(join(folder, 'partials'), '.mjml'),
    txt: readTexts(join(folder, 'partials'), '.txt'),
  };
  const words = readWords(join(folder, 'words'));
  const writer = new mustache.Writer();
  for (const name of TEMPLATE_NAMES) for (const kind of ['mjml', 'txt'] as const) templateOf(templates[kind], name);

  const fill = (kind: 'mjml' | 'txt', name: TemplateName, view: TemplateView): string => {
    const { sentences, foreign } = wordsFor(words, view.language);
    const spoken = Object.entries(sentences).map(([key, text]) => [key, writer.render(text, view, {}, AS_IT_IS)]);
    const helpers = kind === 'txt' ? textHelpers(view.language) : {};
    return writer.render(
      templateOf(templates[kind], name),
      { ...view, ...helpers, lang: view.language, word: Object.fromEntries(spoken), foreignWords: foreign },
      partials[kind],
      kind === 'txt' ? AS_IT_IS : { escape: (value: unknown) => escapeHtml(String(value)) },
    );
  };
  return {
    text: (name, view) => tidyText(fill('txt', name, view)),
    mjml: (name, view) => fill('mjml', name, view),
  };
}

function templateOf(texts: Texts, name: TemplateName): string {
  const text = texts[name];
  if (text === undefined) throw new Error(`The e-mail template ${name} is missing.`);
  return text;
}

function readTexts(folder: string, extension: string): Texts {
  const files = readdirSync(folder).filter((file) => extname(file) === extension);
  return Object.fromEntries(files.map((file) => [basename(file, extension), readFileSync(join(folder, file), 'utf8')]));
}

function readWords(folder: string): ReadonlyMap<string, Texts> {
  const sentences = z.record(z.string(), z.string());
  return new Map(
    Object.entries(readTexts(folder, '.json')).map(([language, json]) => [language, sentences.parse(JSON.parse(json))]),
  );
}

function wordsFor(words: ReadonlyMap<string, Texts>, language: string) {
  const base = language.toLowerCase().split('-')[0] ?? FALLBACK;
  const own = words.get(language) ?? words.get(base);
  return {
    sentences: { ...words.get(FALLBACK), ...own },
    foreign: own === undefined ? { lang: FALLBACK, dir: textDirection(FALLBACK) } : null,
  };
}

/** Sections of a text template: `{{#wrap}}` fills lines, `{{#upper}}` writes capitals. */
function textHelpers(language: string) {
  type Render = (template: string) => string;
  return {
    wrap: () => (template: string, render: Render) => wrapText(render(template)),
    upper: () => (template: string, render: Render) => wrapText(render(template).toLocaleUpperCase(language)),
  };
}
