import { describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runCommand, startCommand, startScript } from '../fixtures/command-line.js';
import { makeFolder, makeProject } from '../fixtures/folder.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const token = 'a-secret-token-of-the-test';
const env = { TAXJAR_API_TOKEN: token };

interface Scene {
  readonly server: TestServer;
  readonly directory: string;
}

async function makeScene(answer: (response: ServerResponse, target: string) => void): Promise<Scene> {
  const server = await closedAfterTest(
    startServer(({ target }, response) => {
      answer(response, target);
    }),
  );
  return { server, directory: makeProject({ provider: 'taxjar', baseURL: server.url }) };
}

const ok = (response: ServerResponse): void => void response.end('ok');

function headerNames({ server }: Scene): readonly string[] {
  return (server.requests.at(-1)?.rawHeaders ?? []).filter((_, index) => index % 2 === 0);
}

describe('curl sends', () => {
  it('a GET with the credentials of the route, and only what curl would add', async () => {
    const scene = await makeScene(ok);

    const result = await runCommand(['curl', `${scene.server.url}/v2/x?a=b`], { ...scene, env });

    expect(result).toMatchObject({ exitCode: 0, stdout: 'ok', stderr: '' });
    expect(scene.server.requests).toMatchObject([
      { method: 'GET', target: '/v2/x?a=b', headers: { authorization: `Bearer ${token}`, accept: '*/*' } },
    ]);
    expect([...headerNames(scene)].sort()).toEqual([
      'Accept',
      'Authorization',
      'Connection',
      'Host',
      'User-Agent',
    ]);
  });

  it('data as curl does: POST, joined by &, a form unless a header says otherwise', async () => {
    const scene = await makeScene(ok);
    const { server } = scene;
    writeFileSync(join(scene.directory, 'data.txt'), 'c=3\r\n&d=4\n');
    const args = [
      'curl',
      server.url,
      '-d',
      'a=1',
      '--data-binary',
      '@data.txt',
      '-d',
      '@data.txt',
      '-d',
      '@-',
    ];

    await runCommand(args, { ...scene, env, input: 'e=5\n' });
    await runCommand(
      ['curl', server.url, '-X', 'put', '-d', '{}', '-H', 'content-type: application/json', '-H', 'X-One: 1'],
      { ...scene, env },
    );

    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(server.requests[0]?.body.toString()).toBe('a=1&c=3\r\n&d=4\n&c=3&d=4&e=5');
    expect(server.requests[1]).toMatchObject({
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-one': '1' },
    });
  });

  // What curl 7.88.1 sends.
  it.each([
    [['-G', '-d', 'b=2', '--data-urlencode', 'c=é &'], 'GET /x?a=1&b=2&c=%C3%A9+%26', undefined, '*/*', ''],
    [['-I'], 'HEAD /x?a=1', undefined, '*/*', ''],
    [['-I', '-G', '-d', 'b=2'], 'HEAD /x?a=1&b=2', undefined, '*/*', ''],
    [['--json', '{"a":', '--json', '1}'], 'POST /x?a=1', 'application/json', 'application/json', '{"a":1}'],
    [
      ['--json', '[]', '-H', 'accept: text/plain', '-X', 'PATCH'],
      ...(['PATCH /x?a=1', 'application/json', 'text/plain', '[]'] as const),
    ],
    [
      ['--data-urlencode', 'a b', '--data-urlencode', '=c&~', '--data-urlencode', 'n@in.txt', '-d', 'x@y'],
      ...(['POST /x?a=1', 'application/x-www-form-urlencoded', '*/*', 'a+b&c%26~&n=1%0A%2A&x@y'] as const),
    ],
  ])('%j as curl does', async (args, line, type, accept, body) => {
    const scene = await makeScene(ok);
    writeFileSync(join(scene.directory, 'in.txt'), '1\n*');

    const result = await runCommand(['curl', `${scene.server.url}/x?a=1`, ...args], { ...scene, env });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const [request] = scene.server.requests;
    expect(`${request?.method ?? ''} ${request?.target ?? ''}`).toBe(line);
    expect(request?.headers['content-type']).toBe(type);
    expect(request?.headers.accept).toBe(accept);
    expect(request?.body.toString()).toBe(body);
    if (args.includes('-I')) expect(result.stdout).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });

  it('bytes from standard input as they are, and leaves headers out', async () => {
    const scene = await makeScene(ok);
    const bytes = randomBytes(100_000);

    const args = ['curl', scene.server.url, '--data-binary', '@-', '-H', 'Accept:', '-H', 'X-Empty;'];
    await runCommand(args, { ...scene, env, input: bytes });

    expect(scene.server.requests[0]?.body.equals(bytes)).toBe(true);
    expect(scene.server.requests[0]?.headers).toMatchObject({ 'x-empty': '' });
    expect(headerNames(scene)).not.toContain('Accept');
  });

  it('all values of a header that is given several times, as curl does', async () => {
    const scene = await makeScene(ok);
    const lines = ['X-One: 1', 'x-one: 2', 'X-Two:', 'X-Two: 3', 'Accept: a/b', 'Accept: c/d'];

    await runCommand(['curl', scene.server.url, ...lines.flatMap((line) => ['-H', line])], { ...scene, env });

    const raw = scene.server.requests[0]?.rawHeaders ?? [];
    const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1] ?? ''}`] : []));
    expect(pairs.filter((line) => /^(x-|accept:)/i.test(line)).sort()).toEqual([
      'Accept: a/b',
      'Accept: c/d',
      'X-One: 1',
      'X-One: 2',
      'X-Two: 3',
    ]);
  });

  it('data from a named pipe, once somebody writes to it', async () => {
    const scene = await makeScene(ok);
    const pipe = makePipe(scene.directory);
    const { result } = startCommand(['curl', scene.server.url, '-d', `@${pipe}`], { ...scene, env });
    await writeFileTo(pipe, 'a=1');

    expect(await result).toMatchObject({ exitCode: 0, stdout: 'ok' });
    expect(scene.server.requests[0]?.body.toString()).toBe('a=1');
  });

  it('redirects only with -L, and never the credentials to another origin', async () => {
    const other = await closedAfterTest(startServer((_, response) => void response.end('moved')));
    const scene = await makeScene((response) => {
      response.writeHead(302, { Location: `${other.url}/there` }).end('look there');
    });

    const stays = await runCommand(['curl', scene.server.url], { ...scene, env });
    const follows = await runCommand(['curl', '-L', scene.server.url], { ...scene, env });

    expect([stays.stdout, follows.stdout]).toEqual(['look there', 'moved']);
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('curl prints', () => {
  it('every byte as it arrived, to standard output and to a file', async () => {
    const bytes = gzipSync(randomBytes(300_000));
    const scene = await makeScene((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bytes);
    });

    const printed = await runCommand(['curl', scene.server.url], { ...scene, env });
    const saved = await runCommand(['curl', scene.server.url, '-o', 'answer.gz'], { ...scene, env });

    expect(printed.bytes.equals(bytes)).toBe(true);
    expect(saved).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(scene.directory, 'answer.gz')).equals(bytes)).toBe(true);
  });

  it('what is compressed decompressed, with --compressed', async () => {
    const scene = await makeScene((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'X-One': '1' }).end(gzipSync('plain'));
    });

    const result = await runCommand(['curl', scene.server.url, '--compressed', '-i'], { ...scene, env });

    expect(result.stdout).toMatch(/^HTTP\/1.1 200 OK\r\n(.+\r\n)*X-One: 1\r\n(.+\r\n)*\r\nplain$/);
    expect(scene.server.requests[0]?.headers['accept-encoding']).toContain('gzip');
  });

  it('an error answer all the same, with -i as it arrived; with -f nothing', async () => {
    const scene = await makeScene((response) => {
      response
        .writeHead(418, 'Teapot', ['X-Case', 'Kept', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
        .end('no');
    });

    const shown = await runCommand(['curl', '-i', scene.server.url], { ...scene, env });
    const failed = await runCommand(['curl', '-f', scene.server.url], { ...scene, env });

    expect(shown).toMatchObject({ exitCode: 0 });
    expect(shown.stdout).toMatch(
      /^HTTP\/1.1 418 Teapot\r\nX-Case: Kept\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n(.+\r\n)*\r\nno$/,
    );
    expect(failed).toMatchObject({ exitCode: 22, stdout: '' });
    expect(failed.stderr).toMatch(/^error: http:\S+ answered 418\n$/);
  });

  it('why the API probably refused, on standard error', async () => {
    const scene = await makeScene((response) => void response.writeHead(401).end('refused'));

    const result = await runCommand(['curl', scene.server.url], { ...scene, env });

    expect(result).toMatchObject({ exitCode: 0, stdout: 'refused' });
    expect(result.stderr).toMatch(/^hint: \S.+\n$/);
  });

  it('with --explain the route and what is signed, masked, on standard error', async () => {
    const scene = await makeScene(ok);

    const result = await runCommand(['curl', '--explain', scene.server.url], { ...scene, env });

    expect(result).toMatchObject({ exitCode: 0, stdout: 'ok' });
    expect(result.stderr).toMatch(/^Routes\ntaken\thttp\S+\ttaxjar\t/);
    expect(result.stderr).toContain('Authorization: •••');
    expect(result.stderr).not.toContain(token);
  });

  it('a long answer without keeping it in memory', async () => {
    const size = 400;
    let peak = 0;
    let processId = 0;
    const send = async (response: ServerResponse): Promise<void> => {
      const piece = Buffer.alloc(1_000_000);
      for (let sent = 0; sent < size; sent += 1) {
        if (!response.write(piece)) await once(response, 'drain');
      }
      peak = peakMemory(processId);
      response.end();
    };
    const scene = await makeScene((response) => void send(response));

    const command = startCommand(['curl', scene.server.url, '-o', '/dev/null'], { ...scene, env });
    processId = command.child.pid ?? 0;

    expect(await command.result).toMatchObject({ exitCode: 0 });
    expect(peak).toBeLessThan(250_000_000);
  });
});

function makePipe(directory: string): string {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  return pipe;
}

// Opening waits until the command reads.
async function writeFileTo(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  await file.writeFile(text);
  await file.close();
}

// In bytes. Where there is no /proc it stays unmeasured.
function peakMemory(processId: number): number {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}

describe('curl fails with', () => {
  it('1 before it sends what no route covers, unless that is allowed', async () => {
    const scene = await makeScene(ok);
    const { server } = scene;
    const directory = makeProject({ provider: 'taxjar' });

    const refused = await runCommand(['curl', `${server.url}/x?key=value`], { directory, env });
    const allowed = await runCommand(['curl', '--allow-unmatched', server.url], { directory, env });

    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^error: No route covers http:\S+\/x\n {2}The routes are https:\/\/api.taxjar.com\.\n {2}→ .*--allow-unmatched/,
    );
    expect(allowed).toMatchObject({ exitCode: 0, stdout: 'ok' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('1 for a host whose provider is not there, also where what is unmatched is allowed', async () => {
    const directory = makeFolder({
      'keyring.config.json': {
        routes: [{ provider: 'taxjar' }, { provider: 'azure-communication', name: 'sms' }],
      },
    });
    const url = 'https://contoso.communication.azure.com/sms';
    const args = ['curl', url, '--only', 'taxjar'];

    for (const more of [[], ['--allow-unmatched']]) {
      const result = await runCommand([...args, ...more], { directory, env });
      expect(result).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr:
          `error: The provider for ${url} is not there\n` +
          '  @axios-keyring/azure-communication is left out by --only. It serves routes[1] of keyring.config.json.\n' +
          '  → Add sms to --only.\n',
      });
    }
    const explained = await runCommand(['explain', 'GET', url, '--only', 'taxjar'], { directory, env });
    expect(explained.exitCode).toBe(1);
    expect(explained.stdout).toContain(
      'not taken\thttps://*.communication.azure.com\tazure-communication\t@axios-keyring/azure-communication is left out by --only\n',
    );
    expect(explained.stderr).toContain('→ Add sms to --only.');
  });

  it('nothing where what is unmatched is allowed and leads to a route', async () => {
    const scene = await makeScene(ok);
    const { server, directory } = scene;
    const other = await closedAfterTest(
      startServer((_, response) => void response.writeHead(302, { Location: server.url }).end()),
    );
    const routes = [{ provider: 'taxjar', baseURL: server.url }];
    writeFileSync(join(directory, 'keyring.config.json'), JSON.stringify({ routes, unmatched: 'refuse' }));

    const result = await runCommand(['curl', '-L', '--allow-unmatched', other.url], { directory, env });

    expect(result).toMatchObject({ exitCode: 0, stdout: 'ok' });
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('23 where standard output cannot be written to', async () => {
    const scene = await makeScene(ok);
    for (const more of ['', '-i']) {
      const script = `$KEYRING curl ${scene.server.url} ${more} > /dev/full`;
      const result = await startScript(script, { ...scene, env }).result;
      expect(result.exitCode).toBe(23);
      expect(result.stderr).toMatch(
        /^error: Standard output cannot be written to\n {2}.*ENOSPC.*\n {2}→ .*\n$/,
      );
    }
  });

  it('28, 130 and 143 also while data is read', async () => {
    const scene = await makeScene(ok);
    const { server, directory } = scene;
    const pipe = makePipe(directory);
    for (const [signal, exitCode] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
      const fromPipe = startCommand(['curl', server.url, '-d', `@${pipe}`], { directory, env });
      const writer = await open(pipe, 'w');
      fromPipe.child.kill(signal);
      expect(await fromPipe.result).toMatchObject({ exitCode, stdout: '', stderr: '' });
      await writer.close();

      const setting = { directory, env, keepsInput: true };
      const fromInput = startCommand(['explain', 'POST', server.url, '-d', '@-'], setting);
      // More than fits in between, so that somebody has to read.
      await new Promise((resolve) => fromInput.child.stdin?.write(Buffer.alloc(1_000_000), resolve));
      fromInput.child.kill(signal);
      expect(await fromInput.result).toMatchObject({ exitCode, stdout: '', stderr: '' });
    }
    const late = startCommand(['curl', server.url, '-d', '@-', '--max-time', '0.5'], {
      ...{ directory, env, keepsInput: true },
    });
    expect(await late.result).toMatchObject({
      exitCode: 28,
      stderr: expect.stringContaining('took longer than 0.5 seconds'),
    });
    expect(server.requests).toEqual([]);
  });

  it('1 where the config or its provider cannot be used, saying what to do', async () => {
    const directory = makeProject({ provider: '@acme/keyring-billing', baseURL: 'http://127.0.0.1:9' });

    const absent = await runCommand(['curl', 'http://127.0.0.1:9/'], { directory });
    const none = await runCommand(['curl', 'http://127.0.0.1:9/'], { directory: makeFolder() });

    expect([absent.exitCode, none.exitCode]).toEqual([1, 1]);
    expect(absent.stderr).toContain('npm install @acme/keyring-billing');
    expect(absent.stderr).toContain('@acme/keyring-billing is not installed');
    expect(none.stderr).toMatch(/^error: The config has a problem\n {2}There is no keyring\.config\.json/);
  });

  it.each<[exitCode: number, args: readonly string[], message: RegExp]>([
    [3, ['not-a-url'], /with its scheme/],
    [1, ['ftp://127.0.0.1/'], /begins with ftp:/],
    [2, ['http://127.0.0.1:1/', '-H', 'no colon a-secret'], /Name: value/],
    [2, ['http://127.0.0.1:1/', '-H', 'X-A: a-secret\nb'], /X-A has a line break/],
    [2, ['http://127.0.0.1:1/', '-X', 'G ET'], /HTTP method/],
    [2, ['http://127.0.0.1:1/', '--max-time', 'soon'], /number of seconds/],
    [7, ['http://127.0.0.1:1/'], /ECONNREFUSED/],
    [6, ['http://name.invalid/', '--allow-unmatched'], /ENOTFOUND|EAI_AGAIN/],
    [26, ['http://127.0.0.1:1/', '-d', '@absent.json'], /absent\.json .* cannot be read/],
  ])('%d for %j', async (exitCode, args, message) => {
    const directory = makeProject({ provider: 'taxjar', baseURL: 'http://127.0.0.1:1' });

    const result = await runCommand(['curl', ...args], { directory, env });

    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/^error: .+\n( {2}.+\n)*$/);
    expect(result.stderr).not.toContain('a-secret');
  });

  it('23, 28, 35, 47, 52 and 56 for what happens on the way', async () => {
    const scene = await makeScene((response, target) => {
      if (target === '/loop') response.writeHead(302, { Location: '/loop' }).end();
      else if (target === '/empty') response.destroy();
      else if (target === '/half') {
        response.writeHead(200, { 'Content-Length': 10 }).write('half', () => response.destroy());
      } else if (target === '/body') response.end('body');
      // Else there is no answer.
    });
    const { url } = scene.server;
    const secure = url.replace('http:', 'https:');
    const run = (...args: readonly string[]) => runCommand(['curl', ...args], { ...scene, env });

    const results = await Promise.all([
      run(`${url}/body`, '-o', 'no/such/folder'),
      run(`${url}/never`, '--max-time', '0.5'),
      run(`${secure}/`, '--allow-unmatched'),
      run(`${url}/loop`, '-L'),
      run(`${url}/empty`),
      // In this process, an error of Node's own streams is of another realm.
      startCommand(['curl', `${url}/half`], { ...scene, env }).result,
    ]);

    expect(results.map(({ exitCode }) => exitCode)).toEqual([23, 28, 35, 47, 52, 56]);
    expect(results.at(-1)?.stdout).toBe('half');
    for (const { stderr } of results) {
      expect(stderr).toMatch(/^error: .+\n( {2}.+\n)*$/);
      expect(stderr).not.toContain(token);
    }
  });

  it('the same code and not a word with -s, and with the words again with -S', async () => {
    const scene = await makeScene((response) => void response.writeHead(500).end());
    const failing = ['curl', '-f', scene.server.url];

    const [silent, told] = [
      await runCommand([...failing, '-s'], { ...scene, env }),
      await runCommand([...failing, '-sS'], { ...scene, env }),
    ];

    expect(silent).toMatchObject({ exitCode: 22, stdout: '', stderr: '' });
    expect(told.exitCode).toBe(22);
    expect(told.stderr).toContain('answered 500');
  });

  it('130 on Ctrl-C', async () => {
    const scene = await makeScene((response) => void response.write('first'));

    const command = startCommand(['curl', scene.server.url], { ...scene, env });
    await command.printed(/first/);
    command.child.kill('SIGINT');

    expect(await command.result).toMatchObject({ exitCode: 130, stdout: 'first', stderr: '' });
  });
});
