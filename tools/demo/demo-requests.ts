import { type AxiosRequestConfig } from 'axios';

/** One request of the demo. */
export interface DemoRequest {
  /** The server that it goes to. */
  readonly server: 'taxjar' | 'avalara-communications' | 'avanan' | 'azure-communication' | 'stranger';
  readonly path: string;
  readonly config: AxiosRequestConfig;
  readonly expectedStatus: number;
}

/** Each API with parameters and with JSON, and a host that no route covers. */
export const demoRequests: readonly DemoRequest[] = [
  {
    server: 'taxjar',
    path: '/v2/rates/90404',
    config: { params: { country: 'US', city: 'Santa Monica' } },
    expectedStatus: 200,
  },
  {
    server: 'taxjar',
    path: '/v2/taxes',
    config: { method: 'post', data: { to_country: 'US', to_zip: '90404', amount: 15, shipping: 1.5 } },
    expectedStatus: 200,
  },
  {
    server: 'avalara-communications',
    path: '/api/v2/afc/serviceinfo',
    config: { params: { verbose: true } },
    expectedStatus: 200,
  },
  {
    server: 'avalara-communications',
    path: '/api/v2/afc/calctaxes',
    config: { method: 'post', data: { cmpn: {}, inv: [] }, keyring: { clientProfileId: 7 } },
    expectedStatus: 200,
  },
  {
    server: 'avanan',
    path: '/v1.0/task/42',
    config: { params: { scope: 'mt-prod-3:acme', note: "it's (urgent)" } },
    expectedStatus: 200,
  },
  {
    server: 'avanan',
    path: '/v1.0/event/query',
    config: { method: 'post', data: { requestData: { scopes: ['mt-prod-3:acme'] } } },
    expectedStatus: 200,
  },
  {
    server: 'azure-communication',
    path: '/phoneNumbers',
    config: { params: { 'api-version': '2021-03-07', filter: 'größer als 5' } },
    expectedStatus: 200,
  },
  {
    server: 'azure-communication',
    path: '/sms',
    config: {
      method: 'post',
      params: { 'api-version': '2021-03-07' },
      data: { from: '+15550100', smsRecipients: [{ to: '+15550101' }], message: 'Grüße' },
    },
    expectedStatus: 202,
  },
  { server: 'stranger', path: '/v2/rates/90404', config: {}, expectedStatus: 200 },
];
