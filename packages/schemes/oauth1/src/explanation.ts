import {
  type ExplanationPart,
  type MaybePromise,
  type Refusal,
  type RefusalFacts,
  type Remedy,
  type WireRequest,
} from '@axios-keyring/core';
import { challengeHint, parseChallenges } from '@axios-keyring/core/engine';
import { signedOf } from './signing.js';

/** What was signed of a request, part by part. */
export function explainSigned(request: WireRequest): readonly ExplanationPart[] {
  const { parameters = {}, base } = signedOf(request) ?? {};
  const parts = Object.entries(parameters).map(([name, value]) => ({
    name,
    value: name === 'oauth_token' ? '(token)' : value,
  }));
  return base === undefined
    ? [...parts, { name: 'oauth_signature', value: '(the secrets themselves)' }]
    : [
        ...parts,
        { name: 'signature base string', value: base },
        { name: 'oauth_signature', value: '(signature of it)' },
      ];
}

/**
 * What a server says that it has against a request: the `oauth_problem` of its challenge, or of its answer.
 *
 * Source: http://wiki.oauth.net/w/page/12238543/ProblemReporting, an extension that most servers have.
 */
export function oauth1Problem(refusal: Pick<Refusal, 'body' | 'header'>): string | undefined {
  return fieldOf(refusal, 'oauth_problem');
}

function fieldOf({ body, header }: Pick<Refusal, 'body' | 'header'>, name: string): string | undefined {
  const challenge = parseChallenges(header('www-authenticate')).find(({ scheme }) => scheme === 'oauth');
  return (
    challenge?.parameters.get(name) ?? new RegExp(`\\b${name}["']?\\s*[=:]\\s*["']?([\\w-]+)`).exec(body)?.[1]
  );
}

const forbidden = 'The API knows the consumer and the token, but does not let them do this.';

const problems: Readonly<Record<string, string>> = {
  timestamp_refused: 'The API refuses the time of the request. See whether this machine’s clock is right.',
  nonce_used: 'The API has seen the request before: something between here and there has sent it twice.',
  signature_invalid: 'The API reckons another signature.',
  signature_method_rejected:
    'The API does not take the signature method. Set signatureMethod to one that it names.',
  version_rejected: 'The API does not take oauth_version as it is. Set the option version.',
  body_hash_invalid:
    'The API reckons another hash of the body. Set bodyHash as it wants it, and see whether a proxy rewrites the body.',
  permission_denied: forbidden,
  ...Object.fromEntries(
    ['unknown', 'rejected', 'refused'].map((end) => [
      `consumer_key_${end}`,
      'The API does not take the consumer key. See whether it is of this host, and whether the application is still active.',
    ]),
  ),
  ...Object.fromEntries(
    ['expired', 'revoked', 'rejected', 'used'].map((end) => [
      `token_${end}`,
      'The API does not take the token any more, or not with this consumer key. Get a new token.',
    ]),
  ),
};

const unknownReason =
  'The API does not accept the consumer key, the token, their secrets or the signature, and does not say which.';

/** A hint of a few sentences, with what was signed; `undefined` where the answer has nothing to do with it. */
export function signedHint(facts: RefusalFacts): string | undefined {
  const problem = oauth1Problem(facts);
  const { status, request } = facts;
  if (problem === undefined && status !== 401) return status === 403 ? forbidden : undefined;
  const other = challengeHint(facts, 'OAuth');
  if (other !== undefined) return other;
  const reason = problem === undefined ? unknownReason : (problems[problem] ?? `The API says ${problem}.`);
  const base = signedOf(request)?.base;
  const isOfSignature = /^(?:signature|body)_/.test(problem ?? 'signature_');
  if (base === undefined || !isOfSignature) return reason;
  return (
    `${reason} Signed was ${shortened(base)}. Compare it with what the API reckons: a proxy may rewrite scheme, host, path or ` +
    'query, and another secret or signature method gives another signature of the same string.'
  );
}

/** A form may be long, and a hint goes into logs. */
const longest = 2_000;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/**
 * Learns the API's time where a refusal says which it would take, which is not always that of its Date header.
 *
 * @returns What makes the request worth sending once more.
 */
export function retryWithTime(refusal: Refusal, request: WireRequest): MaybePromise<Remedy | undefined> {
  if (oauth1Problem(refusal) === 'timestamp_refused') {
    const [, first, last] =
      /^(\d{1,12})-(\d{1,12})$/.exec(fieldOf(refusal, 'oauth_acceptable_timestamps') ?? '') ?? [];
    const middle = first === undefined ? undefined : ((Number(first) + Number(last)) / 2) * 1000;
    if (request.correctClock(middle ?? refusal.header('date'))) return 'again';
  }
  return refusal.status === 401 ? 'credential' : undefined;
}
