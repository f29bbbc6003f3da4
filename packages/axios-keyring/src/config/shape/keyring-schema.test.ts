import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { defineProvider } from '@axios-keyring/core';
import { taxjar } from '@axios-keyring/taxjar';
import { keyringSchema } from './keyring-schema.js';

const billing = defineProvider({
  name: '@acme/keyring-billing',
  environmentPrefix: 'BILLING',
  options: {},
  baseURLs: () => [],
  authorize: () => () => ({}),
});

const validate = new Ajv().compile(
  keyringSchema([
    taxjar,
    avanan,
    azureCommunication,
    { provider: './billing.js', declaration: billing.declaration },
  ]),
);

const route = (options: object, provider = 'taxjar'): object => ({ routes: [{ provider, options }] });

describe('the JSON Schema of a config', () => {
  it.each([
    [{ routes: [] }],
    [{ $schema: './x.json', extends: ['./a.json', '@acme/b'], unmatched: 'warn' }],
    [{ routes: [{ provider: 'taxjar', name: 'tax', baseURL: 'https://x.example' }] }],
    [
      route({
        apiToken: { env: 'X' },
        environment: 'sandbox',
        bufferStreams: 7,
        dangerouslyAllowBrowser: true,
      }),
    ],
    [
      route(
        { apiToken: { command: ['op', 'read', 'x'] }, environment: { file: './x' } },
        '@axios-keyring/taxjar',
      ),
    ],
    [route({ accessKey: ['a', { env: 'B' }], user: { scopes: ['chat'] } }, 'azure-communication')],
    [route({ clientCertificate: { certificate: { file: 'a.pem' }, key: { env: 'KEY' }, passphrase: 'x' } })],
    [route({ clientCertificate: { pkcs12: { file: 'a.p12' } } })],
    [route({ anything: 1 }, '@acme/keyring-other')],
    [route({ baseURL: 'https://x.example' }, './billing.js')],
    [{ $production: { routes: [{ provider: 'avanan', options: { region: 'eu' } }] } }],
    [{ tokenStore: { redis: { url: { env: 'X' }, encryptionKeys: ['a', { file: 'b' }], prefix: 'x' } } }],
  ])('takes %j', (config) => {
    expect([validate(config), validate.errors]).toEqual([true, null]);
  });

  it.each([
    [[]],
    [{ route: [] }],
    [{ routes: [{}] }],
    [{ routes: [{ provider: 'taxjr' }] }],
    [{ routes: [{ provider: 'taxjar', baseUrl: 'https://x.example' }] }],
    [route({ apiTokn: 'x' })],
    [route({ apiToken: 7 })],
    [route({ apiToken: { env: 'X', file: 'y' } })],
    [route({ apiToken: { command: 'op read' } })],
    [route({ environment: 'sandbx' })],
    [route({ bufferStreams: 'many' })],
    [route({ clientCertificate: 'a.pem' })],
    [route({ clientCertificate: { cert: { file: 'a.pem' } } })],
    [route({ region: 'eux' }, 'avanan')],
    [route({ accessKey: ['a'] }, 'azure-communication')],
    [route({ other: 1 }, './billing.js')],
    [{ unmatched: 'refused' }],
    [{ $production: { extends: './x' } }],
    [{ tokenStore: { keyv: {} } }],
  ])('refuses %j', (config) => {
    expect(validate(config)).toBe(false);
  });

  it('says what an option is for, and what there is else', () => {
    const { definitions } = keyringSchema([taxjar]);

    expect(definitions).toMatchObject({
      'options-of-taxjar': {
        properties: {
          environment: {
            description: expect.stringMatching(
              /^Which of the two.* Else: the environment variable TAXJAR_ENVIRONMENT\.$/,
            ),
            default: 'production',
          },
        },
      },
    });
  });
});
