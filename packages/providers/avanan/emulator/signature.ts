import { createHash } from 'node:crypto';
import { pathOf, queryOf } from '@axios-keyring/testing';

/** What goes into `x-av-sig`, in this order. */
export interface SignatureParts {
  readonly requestId: string;
  readonly applicationId: string;
  readonly date: string;
  /** The raw path and query, or an empty string for the call that fetches a token. */
  readonly requestString: string;
  readonly secretKey: string;
}

/** SHA-256 in lower-case hex of the base64 text of the joined parts: a plain hash, no HMAC. */
export function signatureOf(parts: SignatureParts): string {
  return createHash('sha256').update(joined(parts).toString('base64')).digest('hex');
}

function joined({ requestId, applicationId, date, requestString, secretKey }: SignatureParts): Buffer {
  return Buffer.from(requestId + applicationId + date + requestString + secretKey);
}

/**
 * Says in one sentence what a wrong signature was made of, if it is one of the usual mistakes.
 *
 * @param signature - the signature that came
 * @param parts - what it should have been made of
 * @param target - the raw path and query of the request
 */
export function explainMismatch(signature: string, parts: SignatureParts, target: string): string {
  const path = pathOf(target);
  const signedWith = (requestString: string): string => signatureOf({ ...parts, requestString });
  const mistakes: readonly (readonly [candidate: string, sentence: string])[] = [
    [signatureOf(parts).toUpperCase(), 'it is in upper-case hex'],
    [signedWith(''), 'it was made without the request string'],
    [signedWith(target), 'it was made with a request string, which this call does not have'],
    [signedWith(path), 'it was made without the query'],
    [signedWith(path.replace('/v1.0', '')), 'it was made without /v1.0 and without the query'],
    [signedWith(target.replace('/v1.0', '')), 'it was made without /v1.0'],
    [
      signedWith(`${path}?${new URLSearchParams(queryOf(target)).toString()}`),
      'it was made of a query that was encoded otherwise than the one sent',
    ],
    [signatureOf({ ...parts, date: `${parts.date}Z` }), 'it was made of a date with Z'],
    [
      createHash('sha256').update(joined(parts)).digest('hex'),
      'it was made of the joined parts and not of their base64 text',
    ],
  ];
  const mistake = mistakes.find(([candidate]) => candidate === signature);
  return `The signature in x-av-sig differs: ${mistake?.[1] ?? 'the secret key, or one of the parts, is not the same'}.`;
}
