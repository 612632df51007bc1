/**
 * What publishers call things in `<meta name>`, `property` and `itemprop`, in the order of trust: Open Graph, Twitter,
 * Parse.ly, Sailthru, Dublin Core, Google Scholar, the New York Times.
 */
export const META = {
  title: ['og:title', 'twitter:title', 'parsely-title', 'sailthru.title', 'dc.title', 'citation_title'],
  dek: ['og:description', 'twitter:description', 'description', 'sailthru.description', 'dc.description'],
  author: ['author', 'article:author', 'parsely-author', 'sailthru.author', 'byl', 'dc.creator', 'citation_author'],
  published: [
    'article:published_time',
    'og:article:published_time',
    'parsely-pub-date',
    'sailthru.date',
    'datepublished',
    'dc.date.issued',
    'dcterms.created',
    'dc.date',
    'citation_publication_date',
    'pubdate',
    'publish-date',
    'date',
  ],
  updated: ['article:modified_time', 'og:updated_time', 'datemodified', 'dcterms.modified', 'last-modified'],
  section: ['article:section', 'og:article:section', 'parsely-section', 'articlesection', 'section'],
  image: [
    'og:image:secure_url',
    'og:image',
    'og:image:url',
    'twitter:image',
    'twitter:image:src',
    'sailthru.image.full',
  ],
  language: ['og:locale', 'content-language', 'dc.language'],
  site: ['og:site_name', 'application-name', 'apple-mobile-web-app-title'],
} as const;
