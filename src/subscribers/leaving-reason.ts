/** Why readers leave; a choice and no free text, so that nobody tells us what we must not keep. */
export const LEAVING_REASONS = ['too-many', 'not-for-me', 'never-asked', 'other'] as const;
export type LeavingReason = (typeof LEAVING_REASONS)[number];

export const isLeavingReason = (text: string): text is LeavingReason =>
  LEAVING_REASONS.some((reason) => reason === text);
