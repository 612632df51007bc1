/** The part of mjml 5 that adapters/mjml.ts calls; the package has no types of its own. */
declare module 'mjml' {
  interface MjmlOptions {
    readonly validationLevel: 'strict' | 'soft' | 'skip';
    readonly fonts: Readonly<Record<string, string>>;
    readonly keepComments: boolean;
    readonly ignoreIncludes: boolean;
  }
  export default function mjml2html(
    source: string,
    options: MjmlOptions,
  ): Promise<{ readonly html: string; readonly errors: readonly { readonly formattedMessage: string }[] }>;
}
