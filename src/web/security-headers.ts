import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Pictures of stories lie on the newsroom's own host; plain http only where we run on plain http ourselves. */
const imageSources = (baseUrl: string): string[] => [
  "'self'",
  'https:',
  'data:',
  ...(baseUrl.startsWith('http://') ? ['http:'] : []),
];

/** No script, style or connection but our own; nothing frames us; HSTS only where BASE_URL is https. */
export function securityHeaders(baseUrl: string): RequestHandler {
  const secure = baseUrl.startsWith('https://');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: imageSources(baseUrl),
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // `no-referrer` would make browsers send `Origin: null` with our own forms, which the cross-site check reads.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
    // Sandboxed pages have an origin of their own, which Chromium cannot give a process of its own as well.
    originAgentCluster: false,
  });
}

/** For pages whose address is a secret: nobody keeps them and no link tells where the reader came from. */
export const secretAddress: RequestHandler = (_req, res, next) => {
  res.set({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' });
  next();
};

/** Lets any site show this page in a frame; only for pages that need no sign-in and do nothing by a click alone. */
export function allowFraming(res: Response): void {
  const policy = String(res.getHeader('Content-Security-Policy') ?? '');
  res.set('Content-Security-Policy', policy.replace("frame-ancestors 'none'", 'frame-ancestors *'));
  res.removeHeader('X-Frame-Options');
}

/**
 * Sends the HTML of a mail as a page. It brings inline styles and foreign pictures, so it gets a policy of its own:
 * no script, no form, no framing but by ourselves where asked (the desk's preview), and a sandbox with links only.
 */
export function sendMailHtml(res: Response, html: string, options: { baseUrl: string; framedBySelf?: boolean }): void {
  const policy = [
    "default-src 'none'",
    `img-src ${imageSources(options.baseUrl).join(' ')}`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${options.framedBySelf ? "'self'" : "'none'"}`,
    'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
  ];
  res.set('Content-Security-Policy', policy.join('; '));
  if (options.framedBySelf) res.set('X-Frame-Options', 'SAMEORIGIN');
  res.type('html').send(html);
}
