import { createHash, createHmac } from 'node:crypto';
import { pathOf, queryOf } from '@axios-keyring/testing';

/** What goes into the signature of a request. */
export interface SignatureParts {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** The value of the date header that was named. */
  readonly date: string;
  readonly host: string;
  readonly contentHash: string;
}

/** SHA-256 of the body, in base64. */
export function contentHashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}

/**
 * HMAC-SHA256 of the string to sign, in base64.
 *
 * @param accessKey - the access key in base64, as the portal shows it
 */
export function signatureOf(parts: SignatureParts, accessKey: string): string {
  return hmac(stringToSign(parts), Buffer.from(accessKey, 'base64'));
}

function stringToSign({ method, target, date, host, contentHash }: SignatureParts): string {
  return `${method}\n${target}\n${date};${host};${contentHash}`;
}

function hmac(content: string, key: Buffer): string {
  return createHmac('sha256', key).update(content).digest('base64');
}

/**
 * Says in one sentence what a wrong signature was made of, if it is one of the usual mistakes.
 *
 * @param signature - the signature that came
 * @param parts - what it should have been made of
 * @param otherDate - the value of the date header that was not named
 */
export function explainMismatch(
  signature: string,
  parts: SignatureParts,
  accessKey: string,
  otherDate: string | undefined,
): string {
  const path = pathOf(parts.target);
  const signedWith = (change: Partial<SignatureParts>): string =>
    signatureOf({ ...parts, ...change }, accessKey);
  const content = stringToSign(parts);
  const mistakes: readonly (readonly [candidate: string, sentence: string])[] = [
    [signedWith({ target: path }), 'the target was signed without its query'],
    [signedWith({ target: `${path}?` }), 'the target was signed with a question mark that was not sent'],
    [
      signedWith({ target: `${path}?${new URLSearchParams(queryOf(parts.target)).toString()}` }),
      'the query was encoded otherwise for the signature than on the wire',
    ],
    [signedWith({ host: parts.host.replace(/:\d+$/, '') }), 'the host was signed without its port'],
    [signedWith({ method: parts.method.toLowerCase() }), 'the method was signed in lower case'],
    [signedWith({ date: otherDate ?? '' }), 'the other date header than the one named was signed'],
    [hmac(content, Buffer.from(accessKey)), 'the access key was not decoded from base64'],
    [hmac(content.replaceAll('\n', '\r\n'), Buffer.from(accessKey, 'base64')), 'the lines end in CR LF'],
  ];
  const mistake = mistakes.find(([candidate]) => candidate === signature);
  return `The signature differs: ${mistake?.[1] ?? 'the access key, or one of the signed parts, is not the same'}.`;
}
