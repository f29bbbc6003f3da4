import { type Refusal } from '../contract/wire-request.js';

/** What an API asks for with a 401. */
export interface Challenge {
  /** In lower case, for example `digest`. */
  readonly scheme: string;
  /** By their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What stands in place of parameters, as with Negotiate. */
  readonly token: string | undefined;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
const token = String.raw`[\w!#$%&'*+\-.^|~` + '`]+';
const parameter = new RegExp(`^(${token})[ \\t]*=[ \\t]*(.*)$`, 's');
const beginning = new RegExp(`^(${token})(?:[ \\t]+(.+))?$`, 's');

/**
 * Reads a WWW-Authenticate header, in which Node puts several into one. What makes no sense is passed over.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(header: string | undefined): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string>; token: string | undefined }[] = [];
  // Commas part challenges as well as their parameters, but not within quotation marks.
  for (const item of header?.match(/(?:"(?:\\.|[^"\\])*"?|[^",])+/gs) ?? []) {
    let rest = item.trim();
    const [, scheme, after = ''] = parameter.test(rest) ? [] : (beginning.exec(rest) ?? []);
    if (scheme !== undefined) {
      challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map(), token: undefined });
      rest = after;
    }
    const challenge = challenges.at(-1);
    const [, name = '', value = ''] = parameter.exec(rest) ?? [];
    if (!challenge) continue;
    if (name !== '' && !/^=*$/.test(value)) challenge.parameters.set(name.toLowerCase(), unquoted(value));
    else if (rest !== '') challenge.token = rest;
  }
  return challenges;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1).replace(/"$/, '').replace(/\\(.)/gs, '$1') : value;
}

const packages: Readonly<Record<string, string>> = {
  basic: 'basic',
  bearer: 'bearer',
  digest: 'digest',
  dpop: 'oauth2',
  oauth: 'oauth1',
};

/**
 * What to say of a refusal that asks for other schemes than the one that was used; `undefined` if it does not.
 *
 * @param used - The scheme that was used, for example `Basic`.
 */
export function challengeHint(refusal: Pick<Refusal, 'header'>, used: string): string | undefined {
  const schemes = parseChallenges(refusal.header('www-authenticate')).map(({ scheme }) => scheme);
  if (schemes.length === 0 || schemes.includes(used.toLowerCase())) return undefined;
  const known = schemes.map((scheme) => packages[scheme]).filter((name) => name !== undefined);
  const remedy = known.length === 0 ? '' : ` Use the scheme ${[...new Set(known)].join(' or ')}.`;
  return `The API asks for ${schemes.join(' or ')}, and not for ${used}.${remedy}`;
}
