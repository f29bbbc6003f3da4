import {
  choice,
  defineProvider,
  type ExplanationPart,
  headerValueProblem,
  integer,
  map,
  type Options,
  type OptionsOf,
  secret,
  text,
  whenReady,
} from '@axios-keyring/core';
import {
  anyAPI,
  challengeHint,
  secretAuthentication,
  secretEncoding,
  verifyByPath,
  verifyPath,
} from '@axios-keyring/core/engine';
import { fill, type Lookup, valueOf } from './fill.js';
import { has, isSignature, preparation } from './plan.js';
import { parseTemplate, type Piece, sourceOf, uses } from './template.js';

/** What {@link hmac} takes. */
export type HmacOptions = OptionsOf<typeof hmac>;

const isOfBody = (name: string): boolean => name === 'body' || name.startsWith('body.');

const options = {
  keyId: text({ optional: true, description: 'What the API calls the key: `{keyId}`.' }),
  secret: secret({
    description: 'The secret, or a function that returns it. Never sent.',
    sentAs: 'encoded',
  }),
  secretEncoding,
  algorithm: choice(['sha256', 'sha512', 'sha384', 'sha1', 'md5'], {
    description: 'The hash that HMAC is made with.',
    default: 'sha256',
  }),
  encoding: choice(['hex', 'base64', 'base64url'], {
    description: 'How the signature is written.',
    default: 'hex',
  }),
  sign: text({
    description: 'What is signed: text with placeholders such as `{method}`.',
    expected: 'a template such as {method}{target}{timestamp}{body}',
    check: (template) =>
      (template === '' ? 'is empty' : templateProblem(template)) ??
      (has(template, isSignature) ? 'has {signature}, which is made of it' : undefined),
  }),
  timestamp: choice(['s', 'ms', 'iso', 'http'], {
    description:
      'How `{timestamp}` is written: seconds or milliseconds since 1970, ISO 8601, or as in the header Date.',
    default: 's',
  }),
  headers: map({
    optional: true,
    description: 'Headers by name, with templates such as `{signature}` as values.',
    of: text({
      ...{ description: 'A template.', expected: 'a template' },
      check: (template) => headerValueProblem(template) ?? valueProblem(template),
    }),
    // https://www.rfc-editor.org/rfc/rfc9110#section-5.1
    checkName: (name) => (/^[\w!#$%&'*+\-.^`|~]+$/.test(name) ? undefined : 'is no name of a header'),
  }),
  query: map({
    optional: true,
    description: 'Parameters of the query by name, in this order, with templates as values.',
    of: text({ description: 'A template.', expected: 'a template', check: valueProblem }),
  }),
  bufferStreams: integer({
    optional: true,
    description:
      'How many bytes of a stream may be read into memory to be signed. Default: streams are refused.',
  }),
  verifyPath,
};

type Given = Options<typeof options>;

/**
 * Signs requests with HMAC as an API has it: what is signed, and where the signature goes, are templates.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc2104
 */
export const hmac = defineProvider({
  name: 'hmac',
  ...anyAPI,
  options,
  serverOnly: {
    secret: 'the secret',
    instead: 'Call the API from your server, or through a proxy that signs.',
  },
  body: (given) => (usesBody(given) ? { access: 'read', streamLimit: given.bufferStreams ?? 0 } : undefined),
  authorize: (given) => {
    const prepare = preparation(given);
    const authenticate = secretAuthentication('hmac', given.algorithm, given.secret, given.secretEncoding);
    return (request) =>
      whenReady(authenticate(request), (mac) =>
        whenReady(prepare(request), ({ finish, lookup, sign }) =>
          whenReady(fill(sign, lookup), (signed) => whenReady(mac(signed, given.encoding), finish)),
        ),
      );
  },
  explain: (given) => {
    const prepare = preparation(given);
    return async (request) => {
      const { lookup, sign } = await prepare(request);
      const parts = await Promise.all(sign.map((piece) => explained(piece, lookup)));
      return [...parts, { name: `HMAC with ${given.algorithm}`, value: `(signature in ${given.encoding})` }];
    };
  },
  explainRefusal: (given) => {
    const explain = (facts: Parameters<typeof challengeHint>[0]): string =>
      challengeHint(facts, 'HMAC') ?? refusedHint(given);
    return { 401: explain, 403: explain };
  },
  verify: verifyByPath,
});

function templateProblem(template: string): string | undefined {
  const parsed = parseTemplate(template);
  return 'problem' in parsed ? parsed.problem : undefined;
}

// What a header or a parameter holds is text, and the body is none.
function valueProblem(template: string): string | undefined {
  const parsed = parseTemplate(template);
  if ('problem' in parsed) return parsed.problem;
  const isBytes = ({ name }: { readonly name: string }): boolean =>
    name === 'body' || name.endsWith('.bytes');
  const bytes = parsed.pieces.find((piece) => typeof piece !== 'string' && isBytes(piece));
  return bytes === undefined
    ? undefined
    : `has ${sourceOf(bytes)}, which can be signed, but not be sent there`;
}

function usesBody({ sign, headers = {}, query = {} }: Given): boolean {
  return [sign, ...Object.values(headers), ...Object.values(query)].some((template) =>
    has(template, isOfBody),
  );
}

/** Whether a part may hold a secret of the user's. */
function isOfUser(name: string): boolean {
  return isOfBody(name) || name.startsWith('header.');
}

async function explained(piece: Piece, lookup: Lookup): Promise<ExplanationPart> {
  if (typeof piece === 'string') return { name: 'text', value: JSON.stringify(piece) };
  const name = sourceOf(piece);
  const isHashed = /^(?:md5|sha)/.test(piece.name);
  if (!isHashed && uses([piece], isOfUser)) return { name, value: '(as sent)' };
  const value = await valueOf(piece, lookup);
  return { name, value: typeof value === 'string' ? value : `(${value.length} bytes)` };
}

function refusedHint({ keyId, sign }: Given): string {
  const ofKey = keyId === undefined ? '' : ` of the key ${keyId}`;
  return (
    `The API does not accept the signature${ofKey} over ${JSON.stringify(sign)}. See whether the secret belongs to the key and is ` +
    'written as secretEncoding says, whether algorithm, encoding and timestamp are those of the API, and whether a proxy rewrites the ' +
    'path or the query. explain() shows each part that was signed.'
  );
}
