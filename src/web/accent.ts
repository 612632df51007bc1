/** A newsroom's colour made readable: 4.5:1 against paper (WCAG 2.2, 1.4.3), for light and for dark pages. */
export interface Accent {
  readonly light: string;
  readonly dark: string;
}

type Rgb = readonly [number, number, number];

/** The darkest paper and the lightest night of pressrun.css that accent-coloured text stands on. */
const PAPER: Rgb = [0xf4, 0xf1, 0xea];
const NIGHT: Rgb = [0x24, 0x26, 0x2b];
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const READABLE = 4.5;

/** @param hex `#rrggbb` */
export function readableAccent(hex: string): Accent {
  const colour = parse(hex);
  return { light: format(mixUntil(colour, BLACK, PAPER)), dark: format(mixUntil(colour, WHITE, NIGHT)) };
}

/** WCAG contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function parse(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

const format = (colour: Rgb): string =>
  `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

function mixUntil(colour: Rgb, towards: Rgb, ground: Rgb): Rgb {
  const mix = (share: number): Rgb => [
    colour[0] + (towards[0] - colour[0]) * share,
    colour[1] + (towards[1] - colour[1]) * share,
    colour[2] + (towards[2] - colour[2]) * share,
  ];
  for (let share = 0; share < 1; share += 0.05) if (contrast(mix(share), ground) >= READABLE) return mix(share);
  return towards;
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
