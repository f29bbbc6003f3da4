import { afterEach, describe, expect, it } from '@jest/globals';
import { problemsOf } from '../fixtures/inspect-project.js';
import { removeProjects } from '../fixtures/project.js';

afterEach(removeProjects);

const adviceOfProvider = 'Name a provider, such as "taxjar", a package or a path beginning with "./".';

describe('what a config may not be', () => {
  it.each([
    [
      'an unknown key',
      { route: [], routes: [] },
      'route: There is no key route. Did you mean "routes"? The keys are $schema, extends, routes, unmatched, tokenStore, grantStore. A profile begins with $, as $production.',
    ],
    [
      'a secret as a key',
      { sk_live_9e0cd62a22f451701f29c3bde214: 1, routes: [] },
      '(a key): There is no key (a key). The keys are $schema, extends, routes, unmatched, tokenStore, grantStore. A profile begins with $, as $production.',
    ],
    [
      'a $schema that is no text',
      { $schema: 7, routes: [] },
      '$schema: $schema has to be a string; found a number.',
    ],
    [
      'routes that are no list',
      { routes: {} },
      'routes: routes has to be a list of { "provider": … }; found an object.',
    ],
    [
      'a route that is no object',
      { routes: ['taxjar'] },
      'routes[0]: routes[0] has to be an object such as { "provider": "taxjar" }; found a string.',
    ],
    [
      'a route without a provider',
      { routes: [{}] },
      `routes[0].provider: provider is missing; found nothing. ${adviceOfProvider}`,
    ],
    [
      'a URL as a provider',
      { routes: [{ provider: 'https://evil.example/x.js' }] },
      `routes[0].provider: provider is never a URL: what is loaded has to be installed. ${adviceOfProvider}`,
    ],
    [
      'a built-in module as a provider',
      { routes: [{ provider: 'node:fs' }] },
      `routes[0].provider: provider is never a URL: what is loaded has to be installed. ${adviceOfProvider}`,
    ],
    [
      'a sentence as a provider',
      { routes: [{ provider: 'Tax Jar!' }] },
      `routes[0].provider: provider is neither a provider’s name, nor a package, nor a path. ${adviceOfProvider}`,
    ],
    [
      'an unknown key of a route',
      { routes: [{ provider: 'taxjar', baseUrl: 'https://x.example', options: { apiToken: 'x' } }] },
      'routes[0].baseUrl: There is no key baseUrl. Did you mean "baseURL"? The keys are provider, name, baseURL, options.',
    ],
    [
      'a name with spaces',
      { routes: [{ provider: 'taxjar', name: 'a b', options: { apiToken: 'x' } }] },
      'routes[0].name: name has to be a word or a few, with up to 4 digits, and _ . - between them; found a string.',
    ],
    [
      'a base URL with a password',
      { routes: [{ provider: 'taxjar', baseURL: 'https://a:b@x.example', options: { apiToken: 'x' } }] },
      'routes[0].baseURL: baseURL contains a user name or password. Give an https URL, without a query.',
    ],
    [
      'a base URL that is no text',
      { routes: [{ provider: 'taxjar', baseURL: 1, options: { apiToken: 'x' } }] },
      'routes[0].baseURL: baseURL has to be an https URL; found a number.',
    ],
    [
      'options that are a list',
      { routes: [{ provider: 'avanan', options: [] }] },
      'routes[0].options: options has to be an object; found a list.',
    ],
    [
      'an unknown policy',
      { routes: [], unmatched: 'refused' },
      'unmatched: unmatched has to be one of pass, warn, refuse; found "refused". Did you mean "refuse"?',
    ],
    [
      'a profile that is no object',
      { routes: [], $production: true },
      '$production: $production has to be an object with routes, unmatched, tokenStore, grantStore; found a boolean.',
    ],
    [
      'an unknown key of a profile',
      { routes: [], $production: { extends: './x' } },
      '$production.extends: There is no key extends. The keys are routes, unmatched, tokenStore, grantStore.',
    ],
    [
      'two routes of one name',
      {
        routes: [
          { provider: 'taxjar', name: 'a', options: { apiToken: 'x' } },
          { provider: 'taxjar', name: 'a', baseURL: 'https://x.example', options: { apiToken: 'x' } },
        ],
      },
      'routes[1].name: routes[0] has the same name. Give each a name of its own.',
    ],
  ])('%s', async (_, config, problem) => {
    const problems = await problemsOf(config);

    expect(problems[0]).toBe(`keyring.config.json ${problem}`);
  });

  it('is told at once, all of it', async () => {
    const config = { rutes: 1, unmatched: 2, routes: [{ provider: 'taxjr' }, { provider: 3 }] };

    expect(await problemsOf(config)).toHaveLength(4);
  });

  it('does no harm by the names of its keys', async () => {
    const text =
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "$__proto__": {"routes": []}, ' +
      '"routes": [{"provider": "taxjar", "__proto__": {"provider": "x"}, "options": {"__proto__": {"apiToken": "x"}, "apiToken": "x"}}]}';

    expect(await problemsOf(text, { profile: '__proto__' })).toHaveLength(4);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
