import { fillSlots } from '../../issues/fill-slots.js';
import type { Slot, Variant } from '../../issues/issue.js';

/** A preview is nobody's copy: its links lead nowhere and its address is an example. */
const NOBODY: Readonly<Record<Slot, string>> = {
  unsubscribe_url: '#',
  preferences_url: '#',
  reader_address: 'reader@example.org',
};
const asIs = (text: string): string => text;

export const previewHtml = ({ html, slotKey }: Variant): string => fillSlots(html, slotKey, NOBODY, asIs);

export const previewText = ({ text, slotKey }: Variant): string => fillSlots(text, slotKey, NOBODY, asIs);
