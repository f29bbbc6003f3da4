import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import setUp from './global-setup.js';

let folder: string;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'axios-keyring-setup-'));
  for (const name of ['sh', 'env', 'cp']) symlinkSync(join('/bin', name), join(folder, name));
  jest.replaceProperty(process, 'env', { PATH: folder });
  told = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(String(text));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Puts a program where the set-up finds it; all that it is called with is written down. */
function install(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho "$RUNLEVEL ${name} $*" >> ${folder}/calls\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
}

function calls(): readonly string[] {
  return readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n');
}

const suite = process.platform === 'linux' && process.getuid?.() === 0 ? describe : describe.skip;

suite('the set-up of the tests', () => {
  it('does nothing if the servers are there', () => {
    for (const name of ['redis-server', 'apache2', 'lighttpd', 'nginx', 'apt-get']) install(name, 'exit 0');

    setUp();

    expect(calls()).toEqual([' redis-server -v', ' apache2 -v', ' lighttpd -v', ' nginx -v']);
    expect(told).toEqual([]);
  });

  it('does nothing in the runs against many versions of axios', () => {
    process.env.AXIOS_MATRIX = 'true';

    setUp();

    expect(told).toEqual([]);
  });

  it('installs it without starting a service, with new lists of packages if need be', () => {
    install('template', 'exit 0');
    for (const name of ['apache2', 'lighttpd', 'nginx']) install(name, 'exit 0');
    install(
      'apt-get',
      `case "$*" in
        *update*) : > ${folder}/updated;;
        *install*) [ -f ${folder}/updated ] && cp ${folder}/template ${folder}/redis-server;;
      esac`,
    );

    setUp();

    const [version, first = '', update = '', second = ''] = calls().filter((call) =>
      call.includes('apt-get'),
    );
    expect(version).toBe(' apt-get --version');
    expect(first).toMatch(/^1 apt-get .*install -y --no-install-recommends redis-server$/);
    expect(update).toMatch(/^1 apt-get .*update$/);
    expect(second).toBe(first);
    expect(told).toEqual([expect.stringContaining('trying to install it')]);
  });

  it.each([
    ['apt-get fails', '[ "$1" = --version ]', 'apt-get could not install'],
    ['there is no apt-get', undefined, 'there is no apt-get here'],
  ])('says loudly, in one line, what is left out if %s', (_, aptGet, problem) => {
    if (aptGet !== undefined) install('apt-get', aptGet);

    setUp();

    const loud = told.filter((text) => text.includes('!!! NO')).map((text) => text.trim());
    expect(loud).toHaveLength(4);
    expect(loud.join().split('\n')).toHaveLength(1);
    for (const line of loud) expect(line).toContain(problem);
    expect(loud[0]).toMatch(/^!!! NO REDIS-SERVER: .*packages\/redis/);
    expect(loud[1]).toMatch(/^!!! NO APACHE2: .*digest/);
    expect(loud[3]).toMatch(/^!!! NO NGINX: .*mutual-tls/);
  });
});
