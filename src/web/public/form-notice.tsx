import type { JSX } from 'preact';
import { Notice } from '../components.js';

/** Above a form that came without the nonce of its page: nothing was done, and the button of the page does it. */
export const FormNotice = (): JSX.Element => (
  <Notice tone="warn" title="Nothing was changed.">
    <p>Please press the button on this page; the form you sent was not from here or too old.</p>
  </Notice>
);
