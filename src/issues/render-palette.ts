/** The accent on each of the two papers of the templates, readable on both. */
export interface Accent {
  readonly light: string;
  readonly dark: string;
}

/** The darkest light surface and the lightest dark one in emails/: a contrast that holds here holds everywhere. */
const LIGHT_SURFACE = '#f4efe6';
const DARK_SURFACE = '#28272b';

/** WCAG 2.2, 1.4.3: text below 24 px. */
const MIN_CONTRAST = 4.5;

/** @param color the newsroom's accent, `#rrggbb`. It is moved towards black or white only as far as needed. */
export function readableAccent(color: string): Accent {
  return {
    light: moveUntilReadable(color, LIGHT_SURFACE, '#000000'),
    dark: moveUntilReadable(color, DARK_SURFACE, '#ffffff'),
  };
}

/** WCAG contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

function moveUntilReadable(color: string, surface: string, towards: string): string {
  for (let share = 0; share < 1; share += 0.04) {
    const moved = mix(color, towards, share);
    if (contrast(moved, surface) >= MIN_CONTRAST) return moved;
  }
  return towards;
}

const channels = (color: string): readonly number[] =>
  [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));

function mix(color: string, other: string, share: number): string {
  const others = channels(other);
  const mixed = channels(color).map((value, index) => Math.round(value + ((others[index] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
