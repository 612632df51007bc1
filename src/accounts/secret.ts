import { createHash } from 'node:crypto';
import { toBase32 } from '../kernel/base32.js';
import type { Random } from '../kernel/random.js';

/** 160 bits: more than the 128 a session id needs (OWASP ASVS 7.2.3), and a whole number of base32 characters. */
const SECRET_BYTES = 20;

export const newSecret = (random: Random): string => toBase32(random.bytes(SECRET_BYTES));

/** What is stored of a secret. It has 160 random bits, so it needs no salt and no slow hash. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
