/** What a person or an API key may do. Owners manage people and settings, editors make and send issues, viewers read. */
export const ROLES = ['owner', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const RANK: Record<Role, number> = { viewer: 0, editor: 1, owner: 2 };

/** True when `role` includes everything `needed` may do. */
export const mayActAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];
