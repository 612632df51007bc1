/** A start that cannot be; the message is a sentence for the person who tried. */
export class PressRefusal extends Error {}
