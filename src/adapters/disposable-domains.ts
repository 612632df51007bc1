import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Whether a domain, or one it lies under, belongs to a service that throws mail away. The list takes 15 MB and 70 ms to
 * load (measured), so it is loaded when it is first asked.
 */
export function createDisposableDomains(): (domain: string) => boolean {
  return (domain) => {
    const { blacklist } = require('mailchecker') as typeof import('mailchecker');
    const labels = domain.split('.');
    return labels.some((_, index) => blacklist().has(labels.slice(index).join('.')));
  };
}
