import type { ComponentChildren, JSX } from 'preact';
import type { Newsroom } from '../newsletters/newsroom.js';

/** What a page shows of the newsroom. */
export type Brand = Pick<Newsroom, 'name' | 'tagline' | 'siteUrl' | 'postalAddress' | 'privacyUrl'>;

export interface LayoutProps {
  readonly title: string;
  /** Undefined only where the newsroom cannot be read: the page then stands without a name. */
  readonly newsroom: Brand | undefined;
  /** `desk` is wide, with a bar on top; `reader` is a column under a masthead; `box` is a bare form for a frame. */
  readonly area?: 'reader' | 'desk' | 'box';
  readonly description?: string;
  /** Links of the bar or of the line under the masthead; mark the present one with aria-current="page". */
  readonly nav?: ComponentChildren;
  /** Small print above the newsroom's own, for example what happens with the address. */
  readonly footer?: ComponentChildren;
  /** Feed address for `<link rel="alternate">`. */
  readonly feed?: string;
  /** True on pages that carry a token or belong to the desk. */
  readonly private?: boolean;
  /** Names of modules in src/web/assets, without `.js`; a page must work when none of them loads. */
  readonly modules?: readonly string[];
  readonly children: ComponentChildren;
}

/** The one frame of every page. The caller sends it with renderPage. */
export function Layout(props: LayoutProps): JSX.Element {
  const area = props.area ?? 'reader';
  return (
    <html lang="en">
      <Head {...props} />
      <body class={`area-${area}`}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {area === 'box' ? null : <Masthead newsroom={props.newsroom} nav={props.nav} area={area} />}
        <main id="main" tabindex={-1}>
          {props.children}
        </main>
        {area === 'box' ? null : (
          <Foot newsroom={props.newsroom} area={area}>
            {props.footer}
          </Foot>
        )}
      </body>
    </html>
  );
}

function Head({ title, newsroom, description, feed, private: hidden, modules = [], area }: LayoutProps): JSX.Element {
  const name = newsroom?.name;
  return (
    <head>
      <meta charset="utf-8" />
      <title>{name === undefined || name === title ? title : `${title} · ${name}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {description ? <meta name="description" content={description} /> : null}
      {hidden || area === 'desk' || area === 'box' ? <meta name="robots" content="noindex, nofollow" /> : null}
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/assets/pressrun.css" />
      <link rel="stylesheet" href="/assets/brand.css" />
      {feed ? <link rel="alternate" type="application/atom+xml" href={feed} title={title} /> : null}
      {modules.map((module) => (
        <script key={module} type="module" src={`/assets/${module}.js`} />
      ))}
    </head>
  );
}

function Masthead(props: {
  newsroom: Brand | undefined;
  nav: ComponentChildren;
  area: 'reader' | 'desk';
}): JSX.Element {
  const { newsroom, nav, area } = props;
  return (
    <header class="masthead">
      <div class="masthead-inner">
        <a class="masthead-name" href={area === 'desk' ? '/desk' : '/'}>
          {newsroom?.name ?? 'Newsroom'}
        </a>
        {area === 'reader' && newsroom?.tagline ? <p class="masthead-tagline">{newsroom.tagline}</p> : null}
        {nav ? (
          <nav class="masthead-nav" aria-label={area === 'desk' ? 'Desk' : 'Pages'}>
            {nav}
          </nav>
        ) : null}
      </div>
    </header>
  );
}

function Foot(props: {
  newsroom: Brand | undefined;
  area: 'reader' | 'desk';
  children: ComponentChildren;
}): JSX.Element {
  const { newsroom, area, children } = props;
  return (
    <footer class="foot">
      <div class="foot-inner">
        {children}
        {newsroom === undefined ? null : (
          <p>
            <a href={newsroom.siteUrl}>{newsroom.name}</a>
            {newsroom.postalAddress ? ` · ${newsroom.postalAddress}` : ''}
            {newsroom.privacyUrl ? (
              <>
                {' · '}
                <a href={newsroom.privacyUrl}>Privacy</a>
              </>
            ) : null}
          </p>
        )}
        {area === 'reader' ? <p>We do not track who opens our mails or what you read.</p> : null}
      </div>
    </footer>
  );
}
