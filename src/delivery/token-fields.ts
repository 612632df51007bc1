/** A field of the head in which a sending service takes a value of ours and hands it back with each event. */
export interface TokenField {
  readonly name: string;
  readonly value: (token: string) => string;
}

const FIELDS = {
  sendgrid: { name: 'X-SMTPAPI', value: (token) => `{"unique_args": {"pressrun_delivery": "${token}"}}` },
  postmark: { name: 'X-PM-Metadata-pressrun', value: (token) => token },
  mailgun: { name: 'X-Mailgun-Variables', value: (token) => `{"pressrun": "${token}"}` },
  mailjet: { name: 'X-MJ-CustomID', value: (token) => token },
  sparkpost: { name: 'X-MSYS-API', value: (token) => `{"metadata": {"pressrun": "${token}"}}` },
} satisfies Readonly<Record<string, TokenField>>;

export type TokenService = keyof typeof FIELDS;

/** The fields of these services. Amazon SES and Resend hand the whole head back and need none. */
export const tokenFieldsFor = (services: readonly TokenService[]): readonly TokenField[] =>
  services.map((service) => FIELDS[service]);

/** Whole fields by lower-case name, folded so that the token stands on a line of its own. */
export const fillTokenFields = (fields: readonly TokenField[], token: string): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map(({ name, value }) => [name.toLowerCase(), `${name}:\r\n ${value(token)}`]));
