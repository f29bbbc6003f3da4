import { expect, it } from '@jest/globals';
import vectors from '../vectors.json' with { type: 'json' };
import { authorization, nextNonce, strongestOffer } from './answer.js';

const ofKind = (kind: string): typeof vectors => vectors.filter((vector) => vector.kind === kind);

const headers = (name: string, value: string) => ({
  status: 401,
  body: '',
  header: (asked: string) => (asked === name ? value : undefined),
});

it.each(ofKind('response'))('the known answer of $name ($source)', async (vector) => {
  const { username = '', password = '', realm = '', nonce = '', cnonce = '', uri = '' } = vector;
  const challenge = [
    `Digest realm="${realm.replaceAll(/["\\]/g, '\\$&')}", nonce="${nonce}"`,
    ...(['algorithm', 'qop', 'opaque'] as const).flatMap((name) =>
      name in vector ? `${name}="${vector[name]}"` : [],
    ),
    ...('userhash' in vector ? ['userhash=true'] : []),
  ];
  const offer = strongestOffer(headers('www-authenticate', challenge.join(', ')));
  if (!offer) throw new Error('It was not understood.');
  const request = {
    method: vector.method ?? '',
    url: new URL(`http://api.example${uri}`),
    body: vector.body ?? '',
  };

  const header = await authorization({ offer, nonce, cnonce, count: 1 }, { username, password }, request);

  expect(header).toContain(`response="${vector.response}"`);
  expect(header).toContain(`uri="${uri}"`);
  expect(header).toContain(`username="${vector.userhash ?? username}"`);
  if (vector.nc !== undefined)
    expect(header).toContain(`qop=${vector.qop}, nc=${vector.nc}, cnonce="${cnonce}"`);
  if (vector.opaque !== undefined) expect(header).toContain(`opaque="${vector.opaque}"`);
  if (vector.realmInHeader !== undefined) expect(header).toContain(`realm="${vector.realmInHeader}"`);
});

it.each(ofKind('challenge'))(
  'the challenge of $name is understood',
  ({ wwwAuthenticate = '', challenges = [] }) => {
    const digests = challenges
      .filter(({ scheme }) => scheme === 'Digest')
      .map((parameters) => new Map(Object.entries(parameters)));
    const strongest = digests.find((parameters) => parameters.get('algorithm') === 'SHA-256') ?? digests[0];

    expect(strongestOffer(headers('www-authenticate', wwwAuthenticate))).toMatchObject({
      realm: strongest?.get('realm'),
      nonce: strongest?.get('nonce'),
      opaque: strongest?.get('opaque'),
      algorithm: strongest?.get('algorithm') === 'SHA-256' ? 'sha256' : 'md5',
      qop: strongest?.has('qop') ? 'auth' : undefined,
    });
  },
);

it.each(ofKind('authentication-info'))('the next nonce of $name', ({ authenticationInfo = '', parsed }) => {
  expect(nextNonce(headers('authentication-info', authenticationInfo))).toBe(parsed?.nextnonce);
});
