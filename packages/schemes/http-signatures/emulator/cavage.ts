import {
  authorizationOf,
  type Check,
  onlyHeader,
  type ReceivedRequest,
  requireRecent,
} from '@axios-keyring/testing';
import { headerOf, refuse, requireCovered, requireDigest, requireVerified, type Trust } from './keys.js';

/** Verifies as https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12#section-2.5 says. */
export function requireCavage(trust: Trust): Check {
  return (request) => {
    const sent =
      request.headers.signature === undefined
        ? authorizationOf(request, 'Signature', refuse)
        : onlyHeader(request, 'signature', refuse);
    const parameters = new Map(
      [...sent.matchAll(/([a-zA-Z]+)=(?:"([^"]*)"|(\d+))/g)].map(([, name = '', text, number]) => [
        name,
        text ?? number ?? '',
      ]),
    );
    if (parameters.get('keyId') !== trust.keyId) throw refuse('The key is not known.');
    const covered = (parameters.get('headers') ?? '(created)').split(' ');
    requireCovered(request, covered, trust.required, 'digest');
    requireTimes(request, parameters, trust.now());
    const lines = covered.map((name) => `${name}: ${valueOf(request, name, parameters)}`);
    requireVerified(trust, [lines.join('\n')], parameters.get('signature') ?? '');
    if (request.body.length > 0)
      requireDigest(onlyHeader(request, 'digest', refuse), /^(SHA-256|SHA-512)=([\w+/=]+)$/, request.body);
  };
}

function requireTimes(request: ReceivedRequest, parameters: ReadonlyMap<string, string>, now: number): void {
  const [created, expires, date] = [
    parameters.get('created'),
    parameters.get('expires'),
    request.headers.date,
  ];
  if (created !== undefined && /^(?:rsa|hmac|ecdsa)/.test(parameters.get('algorithm') ?? ''))
    throw refuse('The parameter created does not go together with an algorithm of this name.');
  if (created === undefined && date === undefined)
    throw refuse('Neither a date nor the parameter created was sent.');
  if (created !== undefined) requireRecent('signature', Number(created) * 1000, now, refuse);
  if (date !== undefined) requireRecent('date', Date.parse(date), now, refuse);
  if (expires !== undefined && Number(expires) * 1000 < now) throw refuse('The signature has expired.');
}

function valueOf(request: ReceivedRequest, name: string, parameters: ReadonlyMap<string, string>): string {
  if (name === '(request-target)') return `${request.method.toLowerCase()} ${request.target}`;
  if (name === '(created)' || name === '(expires)') return parameters.get(name.slice(1, -1)) ?? '';
  return headerOf(request, name);
}
