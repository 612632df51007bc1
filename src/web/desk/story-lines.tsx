import type { ComponentChildren, JSX } from 'preact';
import type { Article } from '../../articles/article.js';
import type { StoryView } from '../../issues/room.js';

/** One story with its picture, as a line of the desk. */
export function StoryLine(props: {
  article: Article;
  section: string | null;
  lead?: boolean;
  /** Why it is in the issue or not. */
  why?: string | undefined;
  children?: ComponentChildren;
}): JSX.Element {
  const { article, section, lead, why } = props;
  return (
    <div class="story">
      {article.image ? (
        <img class="story-picture" src={article.image.url} alt="" width="96" height="64" loading="lazy" />
      ) : (
        <span class="story-picture story-no-picture" aria-hidden="true" />
      )}
      <div class="story-words">
        <p class="hint">{[lead ? 'Lead' : null, section, article.author].filter(Boolean).join(' · ')}</p>
        <p class="story-title">
          <a href={article.url} target="_blank" rel="noopener">
            {article.title}
          </a>
        </p>
        {article.dek ? <p class="story-dek">{article.dek}</p> : null}
        {why ? <p class="story-why">{why}</p> : null}
      </div>
      {props.children}
    </div>
  );
}

/** The stories of an issue that can no longer be changed. */
export function StoryLines({ stories }: { stories: readonly StoryView[] }): JSX.Element {
  return (
    <section aria-labelledby="stories">
      <h2 id="stories">{stories.length === 1 ? '1 story' : `${stories.length} stories`}</h2>
      <ol class="stories">
        {stories.map(({ article, section }, index) => (
          <li key={article.id}>
            <StoryLine article={article} section={section} lead={index === 0} />
          </li>
        ))}
      </ol>
    </section>
  );
}
