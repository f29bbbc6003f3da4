import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { parseBaseURL, tooWide } from './base-url.js';

describe('a base URL', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com', ''],
    ['https://api.example.com/', 'https://api.example.com', ''],
    ['https://api.example.com///', 'https://api.example.com', ''],
    ['https://api.example.com/v2', 'https://api.example.com', '/v2'],
    ['https://api.example.com/v2/', 'https://api.example.com', '/v2'],
    ['https://api.example.com/v2/a//b', 'https://api.example.com', '/v2/a//b'],
    ['HTTPS://API.Example.COM/V2', 'https://api.example.com', '/V2'],
    ['https://api.example.com:443/v2', 'https://api.example.com', '/v2'],
    ['https://api.example.com:80/v2', 'https://api.example.com:80', '/v2'],
    ['https://api.example.com:8443', 'https://api.example.com:8443', ''],
    ['https://api.example.com./v2', 'https://api.example.com.', '/v2'],
    ['https://api.exämple.com/ü', 'https://api.xn--exmple-cua.com', '/%C3%BC'],
    ['https://api.example.com/%c3%bc', 'https://api.example.com', '/%C3%BC'],
    ['https://api.example.com/%252e%252e%252f', 'https://api.example.com', '/%252e%252e%252f'],
    ['https://api.example.com/a..b/...', 'https://api.example.com', '/a..b/...'],
    ['https://[2001:db8::1]/v2', 'https://[2001:db8::1]', '/v2'],
  ])('%s is read', (text, origin, path) => {
    expect(parseBaseURL(text)).toMatchObject({ baseURL: { href: origin + path, origin, path } });
  });

  it.each([
    'http://localhost',
    'http://localhost:3000/v2',
    'http://127.0.0.1:8080',
    'http://127.1.2.3',
    'http://127.1',
    'http://[::1]:8080',
  ])('%s may be plain http, because it does not leave this machine', (text) => {
    expect(parseBaseURL(text)).toHaveProperty('baseURL');
  });

  const plainHttp = 'is plain http to another machine, where anybody on the way could read the credentials';

  it.each([
    ['', 'has to start with https://'],
    ['api.example.com/v2', 'has to start with https://'],
    ['/v2', 'has to start with https://'],
    ['//api.example.com', 'has to start with https://'],
    ['ftp://api.example.com', 'has to start with https://'],
    ['https:/api.example.com', 'has to start with https://'],
    ['https:api.example.com', 'has to start with https://'],
    [' https://api.example.com', 'has to start with https://'],
    ['blob:https://api.example.com', 'has to start with https://'],
    ['https://api.example.com ', 'contains white space or a backslash'],
    ['https://api.example.com/a b', 'contains white space or a backslash'],
    ['https://api.\texample.com', 'contains white space or a backslash'],
    ['https://api.example.com\n', 'contains white space or a backslash'],
    ['https://api.example.com\\v2', 'contains white space or a backslash'],
    ['https://', 'is not a URL'],
    ['https://api.example.com:99999', 'is not a URL'],
    ['https://[::1', 'is not a URL'],
    ['https://user@api.example.com', 'contains a user name or password'],
    ['https://:password@api.example.com', 'contains a user name or password'],
    ['https://api.example.com?', 'contains a query or a fragment'],
    ['https://api.example.com/v2?a=1', 'contains a query or a fragment'],
    ['https://api.example.com/v2#', 'contains a query or a fragment'],
    ['https://api.example.com/v2/..', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/./v2', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/%2E%2e/v2', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/v2/.%2E', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/a%2fb', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/a%5Cb', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/v2/..;/a', 'contains dot segments or an encoded slash in its path'],
    ['https://api.example.com/v2/%c0%ae%c0%ae/a', 'contains dot segments or an encoded slash in its path'],
    ['http://api.example.com', plainHttp],
    ['http://localhost.example.com', plainHttp],
    ['http://127.0.0.1.example.com', plainHttp],
    ['http://128.0.0.1', plainHttp],
    ['http://0.0.0.0', plainHttp],
  ])('%j cannot be used', (text, problem) => {
    expect(parseBaseURL(text)).toEqual({ problem });
  });

  it('may be plain http where that was asked for by name', () => {
    expect(parseBaseURL('http://api.example.com/v2', true)).toMatchObject({
      baseURL: { href: 'http://api.example.com/v2' },
    });
    expect(parseBaseURL('http://user@api.example.com', true)).toHaveProperty('problem');
  });

  it('is never repeated in a problem, because it may hold a password', () => {
    const marker = 'hunter2';
    const piece = fc.constantFrom(
      ...[
        'https://',
        'http://',
        'ftp://',
        'user',
        ':',
        '@',
        'api.example.com',
        '/',
        '?',
        '#',
        '..',
        '\\',
        ' ',
        '[',
      ],
    );
    const around = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(around, around, (before, after) => {
        const result = parseBaseURL(before + marker + after);
        if ('problem' in result) expect(result.problem).not.toContain(marker);
      }),
    );
  });

  it('reads the same from what it was read as', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'] }), (text) => {
        const result = parseBaseURL(text);
        if ('baseURL' in result) expect(parseBaseURL(result.baseURL.href)).toEqual(result);
      }),
    );
  });
});

describe('a base URL whose host begins with *.', () => {
  it.each([
    ['https://*.example.com', 'https://*.example.com', ''],
    ['https://*.example.com/', 'https://*.example.com', ''],
    ['HTTPS://*.Example.COM:443/V2/', 'https://*.example.com', '/V2'],
    ['https://*.example.com:8443/v2', 'https://*.example.com:8443', '/v2'],
    [
      'https://*.execute-api.eu-west-1.amazonaws.com/prod',
      'https://*.execute-api.eu-west-1.amazonaws.com',
      '/prod',
    ],
    ['https://*.exämple.com', 'https://*.xn--exmple-cua.com', ''],
    ['https://*.a_b.internal', 'https://*.a_b.internal', ''],
  ])('%s is read', (text, origin, path) => {
    const baseURL = { href: origin + path, origin, isWildcard: true, path, staysHere: false };
    expect(parseBaseURL(text)).toEqual({ baseURL });
    expect(parseBaseURL(origin + path)).toEqual({ baseURL });
  });

  const misplaced = 'has a * elsewhere than as the first label of its host, where alone it stands for others';
  const noName = 'has no name after its *. (no hosts are below an IP address)';
  const tooFew = 'needs two labels or more after its *., because many own a name below one';

  it.each([
    ...['https://*', 'https://*/v2', 'https://*example.com', 'https://a*.example.com', 'https://a.*.com'],
    ...['https://*.*.example.com', 'https://example.*', 'https://example.com:*', 'https://*.example.com:*'],
    ...[
      'https://example.com/*',
      'https://*.example.com/*/v2',
      'https://*@example.com',
      'https://*:*@example.com',
    ],
    ...[
      'https://%2a.example.com',
      'https://*.%2A.example.com',
      'https://＊.example.com',
      'https://*.＊.example.com',
    ],
    'https://**.example.com',
  ])('%s has its star in no place for one', (text) => {
    expect(parseBaseURL(text)).toEqual({ problem: misplaced });
  });

  it.each([
    ...[
      'https://*.10.0.0.1',
      'https://*.0.0.1',
      'https://*.0x7f.1',
      'https://*.[::1]',
      'https://*.',
      'https://*.:443',
    ],
    ...['https://*.example.com:99999', 'https://*./x'],
  ])('%s has no name', (text) => {
    const { problem } = { problem: '', ...parseBaseURL(text) };
    expect([noName, tooFew]).toContain(problem);
  });

  it.each([
    ...['https://*.com', 'https://*.internal', 'https://*.com.', 'https://*.example.com.', 'https://*..com'],
    ...['https://*..example.com', 'https://*.example..com', 'https://*.exa!mple.com', 'https://*.localhost'],
  ])('%s has too few labels, or one that is none', (text) => {
    expect(parseBaseURL(text)).toEqual({ problem: tooFew });
  });

  it.each([
    ['https://*.user@example.com', 'contains a user name or password'],
    ['https://*.@api.example.com', 'contains a user name or password'],
    ['https://*.example.com?a', 'contains a query or a fragment'],
    ['https://*.example.com/v2/..', 'contains dot segments or an encoded slash in its path'],
    ['https://*.example.com\\v2', 'contains white space or a backslash'],
  ])('%s is refused as any other would be', (text, problem) => {
    expect(parseBaseURL(text)).toEqual({ problem });
  });

  it('is plain http only where that was asked for, whatever its hosts resolve to', () => {
    for (const text of ['http://*.api.example', 'http://*.api.localhost']) {
      expect(parseBaseURL(text)).toEqual({ problem: expect.stringContaining('is plain http') });
      expect(parseBaseURL(text, true)).toMatchObject({ baseURL: { isWildcard: true, staysHere: false } });
    }
  });

  it.each([
    ['https://*.amazonaws.com', 'amazonaws.com'],
    ['https://*.github.io/v1', 'github.io'],
    ['https://*.azurewebsites.net:8443', 'azurewebsites.net'],
    ['https://*.co.uk', 'co.uk'],
    ['https://*.com.au', 'com.au'],
  ])('%s is too wide where a user gives it', (text, domain) => {
    const result = parseBaseURL(text);
    expect('baseURL' in result && tooWide(result.baseURL)).toBe(
      `covers all hosts below ${domain}, where everybody can have one and read what is sent to it`,
    );
  });

  it.each([
    ...[
      'https://*.eu-west-1.amazonaws.com',
      'https://*.acme.github.io',
      'https://*.acme.co.uk',
      'https://*.co.example',
    ],
    ...['https://*.example.com', 'https://amazonaws.com', 'https://api.co.uk'],
  ])('%s is not', (text) => {
    const result = parseBaseURL(text);
    expect('baseURL' in result && tooWide(result.baseURL)).toBeUndefined();
  });
});
