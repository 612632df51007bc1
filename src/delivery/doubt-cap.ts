/**
 * How many deliveries of an issue may wait unanswered before it is paused: a relay that takes messages and drops the
 * connection every time would otherwise send everybody a second copy.
 */
export const doubtCap = (audience: number): number => Math.max(20, Math.ceil(audience * 0.002));

/** The reason of a doubt that the relay caused; a doubt left by a dead sender has SENDER_GONE and counts towards no cap. */
export const NO_ANSWER = 'no-answer';
export const SENDER_GONE = 'sender-gone';
