import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { authorization, strongestOffer } from './answer.js';

const isThere = spawnSync('curl', ['--version'], { env: process.env, stdio: 'ignore' }).status === 0;
const describeWithCurl = isThere ? describe : describe.skip;

const visible = fc.stringMatching(/^[!-~][ -~]{0,10}[!-~]$/);
// An option that is in quotation marks, or holds a variable of a shell, is refused.
const credential = visible.filter((value) => !/^[$%"'`]/.test(value));

const challenges = fc.record({
  realm: visible,
  nonce: fc.stringMatching(/^[A-Za-z0-9+/=:]{1,60}$/),
  opaque: fc.option(fc.stringMatching(/^[A-Za-z0-9+/]{1,20}$/)),
  // Of SHA-512-256 and of bodies curl hashes something else: the known answers have those.
  algorithm: fc.option(fc.constantFrom('MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess')),
  isOfToday: fc.boolean(),
  userhash: fc.boolean(),
});

const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  path: fc.stringMatching(
    /^\/([A-Za-z0-9:$,+;=@!~*()_-]|%[2-7][0-9A-F]){0,12}(\?[A-Za-z0-9:$,+;=@!~*()_&-]{1,20})?$/,
  ),
  username: credential.filter((value) => !value.includes(':')),
  password: credential,
});

function fieldsOf(header: string): Record<string, string> {
  const pairs = header.matchAll(/(\w+)=(?:"((?:\\.|[^"\\])*)"|([^\s,]+))/g);
  return Object.fromEntries(
    Array.from(pairs, ([, name = '', quoted, bare = '']) => [
      name,
      quoted?.replaceAll(/\\(.)/g, '$1') ?? bare,
    ]),
  );
}

describeWithCurl('curl', () => {
  it('answers challenges alike', async () => {
    let challenge = '';
    const api = await closedAfterTest(
      startServer(({ headers }, response) => {
        const isAnswered = headers.authorization !== undefined;
        response.writeHead(isAnswered ? 200 : 401, isAnswered ? {} : { 'WWW-Authenticate': challenge }).end();
      }),
    );
    const answerOfCurl = async (method: string, path: string, login: string): Promise<string> => {
      const args = [
        '-q',
        '-s',
        '--noproxy',
        '*',
        '-g',
        '--digest',
        '-X',
        method,
        '-u',
        login,
        api.url + path,
      ];
      await once(spawn('curl', args, { env: process.env, stdio: 'ignore' }), 'close');
      return api.requests.at(-1)?.headers.authorization ?? '';
    };
    const property = fc.asyncProperty(challenges, requests, async (offered, request) => {
      const { realm, nonce, opaque, algorithm, isOfToday, userhash } = offered;
      const { method, path, username, password } = request;
      challenge = [
        `Digest realm="${realm.replaceAll(/["\\]/g, String.raw`\$&`)}", nonce="${nonce}"`,
        ...(opaque === null ? [] : [`opaque="${opaque}"`]),
        ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
        ...(isOfToday ? ['qop="auth"'] : []),
        ...(userhash ? ['userhash=true'] : []),
      ].join(', ');
      const url = new URL(api.url + path);
      const theirs = fieldsOf(
        await answerOfCurl(method, url.pathname + url.search, `${username}:${password}`),
      );
      const offer = strongestOffer({ header: () => challenge });
      if (!offer) throw new Error(`${challenge} was not understood.`);
      // One of its own goes into the hash of -sess even where it is not told.
      fc.pre(isOfToday || !offer.isSession);
      const session = { offer, nonce, cnonce: theirs.cnonce ?? '', count: 1 };
      const ours = fieldsOf(await authorization(session, { username, password }, { method, url, body: '' }));

      expect(ours).toEqual(theirs);
    });

    await fc.assert(property, { numRuns: 60 });
  });
});
