import type { LetterSender } from '../src/delivery/room.js';
import { idFrom } from './payload.js';
import type { Handler } from './worker-deps.js';

/** `{letterId}`: sends one letter. */
export const sendLetter =
  (letters: LetterSender): Handler =>
  async (data) =>
    letters.sendLetter(idFrom(data, 'letterId'));
