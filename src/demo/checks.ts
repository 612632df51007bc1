import type { MessageSigner } from '../delivery/message-composer.js';
import type { ReceivedMail } from './inbox.js';

/** A step is true or the demo ends here. */
export function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(`Not true: ${otherwise}.`);
}

/** The header names a mail's DKIM signature covers, lower case. */
export function signedHeaders({ mail }: ReceivedMail): readonly string[] {
  const signature = mail.headers.find((header) => header.key === 'dkim-signature')?.value ?? '';
  const names = /\bh=([^;]+)/.exec(signature)?.[1] ?? '';
  return names.split(':').map((name) => name.trim().toLowerCase());
}

/** True when the mail's signature is the one these very bytes get: nothing changed on the way. */
export async function isSignedAsReceived({ raw }: ReceivedMail, signer: MessageSigner): Promise<boolean> {
  const unsigned = raw.replace(/^DKIM-Signature:[^\r\n]*(\r\n[ \t][^\r\n]*)*\r\n/, '');
  const signed = await signer.sign(Buffer.from(unsigned, 'latin1'));
  return unsigned !== raw && Buffer.from(signed).toString('latin1') === raw;
}

/** What every issue mail must carry, by its header's name; see docs/deliverability. */
export function checkHeaders(received: ReceivedMail): void {
  const { mail } = received;
  const count = (name: string) => mail.headers.filter((header) => header.key === name).length;
  for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'message-id', 'x-pressrun-issue']) {
    check(count(name) === 1, `the mail has ${count(name)} ${name} headers`);
  }
  const signed = signedHeaders(received);
  for (const name of ['from', 'list-unsubscribe', 'list-unsubscribe-post']) {
    check(signed.includes(name), `the DKIM signature does not cover ${name}`);
  }
}
