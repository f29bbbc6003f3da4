import { aws4Interceptor } from 'aws4-axios';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { type AxiosInstance } from 'axios';
import { handWrittenHmac } from '../hand-written.js';
import { type Contestant } from '../measure-times.js';
import { intercepted, jsonBody, sendInTurn } from '../requests.js';
import { names } from './names.js';
import { accessKey, createClient, origin } from './target.js';

const batch = 50;
const body = jsonBody(1_024);

/** Requests with 1 KiB of JSON, given as an object. */
export function postContestants(): readonly Contestant[] {
  const clients: readonly (readonly [string, AxiosInstance])[] = [
    [names.barePost, createClient()],
    [names.handWrittenHmac, intercepted(createClient(), handWrittenHmac(accessKey))],
    [names.aws, signedForAws()],
    [names.signed, intercepted(createClient(), azureCommunication({ endpoint: origin, accessKey }))],
  ];
  return clients.map(([name, client]) => {
    const run = (): Promise<void> => sendInTurn(() => client.post('/scopes', body), batch);
    return { name, operations: batch, run };
  });
}

function signedForAws(): AxiosInstance {
  const instance = createClient();
  return intercepted(
    instance,
    aws4Interceptor({
      instance,
      options: { region: 'eu-west-1', service: 'execute-api' },
      credentials: { accessKeyId: 'bench', secretAccessKey: accessKey },
    }),
  );
}
