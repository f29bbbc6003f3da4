import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import { createKeyring, type Keyring } from 'axios-keyring';
import { handWrittenHeader } from '../hand-written.js';
import { type Contestant } from '../measure-times.js';
import { intercepted, type RequestInterceptor, sendInTurn } from '../requests.js';
import { names } from './names.js';
import { accessKey, createClient, origin } from './target.js';

const batch = 50;

/** Requests without a body, all to the same URL. */
export function getContestants(): readonly Contestant[] {
  const header = taxjar({ apiToken: 'token', baseURL: origin });
  const elsewhere = taxjar({ apiToken: 'token' });
  const interceptors: readonly (readonly [string, RequestInterceptor?])[] = [
    [names.bare],
    [names.handWrittenHeader, handWrittenHeader('token')],
    [names.header, header],
    [
      'avalara-communications',
      avalaraCommunications({ username: 'user', password: 'word', baseURL: origin }),
    ],
    ['avanan smart-api', avanan({ applicationId: 'bench', secretKey: 'key', baseURL: origin })],
    [
      'avanan infinity',
      avanan({ platform: 'infinity', clientId: 'bench', accessKey: 'key', baseURL: origin }),
    ],
    ['ACS HMAC, no body', azureCommunication({ endpoint: origin, accessKey })],
    ['ACS user token', azureCommunication({ endpoint: origin, userToken: 'token' })],
    ['keyring of 1 route', keyringOf(1, origin)],
    ['keyring of 100 routes', keyringOf(100, origin)],
    ['keyring of 10,000 routes', keyringOf(10_000, origin)],
    [names.unmatched, elsewhere],
    [names.unmatchedKeyring, keyringOf(100)],
  ];
  return interceptors.map(([name, interceptor]) => {
    const client = interceptor ? intercepted(createClient(), interceptor) : createClient();
    const run = (): Promise<void> => sendInTurn(() => client.get('/scopes'), batch);
    return { name, operations: batch, run };
  });
}

// Always of the same provider, so that a keyring costs what is its own.
function keyringOf(count: number, baseURL = 'https://other.example.com'): Keyring {
  const interceptor = taxjar({ apiToken: 'token' });
  return createKeyring(
    Array.from({ length: count }, (_, index) => ({
      baseURL: index === 0 ? baseURL : `https://api-${index}.example.com/v2`,
      interceptor,
    })),
  );
}
