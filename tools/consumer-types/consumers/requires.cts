// What CommonJS in TypeScript may write as well. It is compiled, and never run.
import axios = require('axios');
import core = require('@axios-keyring/core');
import taxjar = require('@axios-keyring/taxjar');
import keyring = require('axios-keyring');

const interceptor: core.KeyringInterceptor = taxjar.taxjar({ apiToken: 'token' });
const options: taxjar.TaxjarOptions = { scheme: 'bearer' };

export const client = axios.create();
client.interceptors.request.use(keyring.createKeyring([interceptor, taxjar.taxjar(options)]));
