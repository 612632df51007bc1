import type { JSX } from 'preact';
import type { Issue } from '../../issues/issue.js';

/** The mail in a frame without scripts; the width is chosen by two radio buttons and CSS alone. */
export function Preview({ issue }: { issue: Issue }): JSX.Element {
  const href = `/desk/issues/${issue.id}/preview`;
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">Preview</h2>
      <input type="radio" name="preview-width" id="preview-desktop" class="visually-hidden" checked />
      <label for="preview-desktop">Desktop</label>
      <input type="radio" name="preview-width" id="preview-phone" class="visually-hidden" />
      <label for="preview-phone">Phone</label>
      <a href={`${href}?part=text`} target="_blank" rel="noopener">
        Text part
      </a>
      <a href={href} target="_blank" rel="noopener">
        Whole page
      </a>
      <div class="preview-frame">
        <iframe
          src={`${href}?hash=${issue.contentHash.slice(0, 12)}`}
          title="Preview of the mail"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          loading="lazy"
        />
      </div>
    </section>
  );
}
