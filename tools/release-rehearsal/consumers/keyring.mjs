import { avanan } from '@axios-keyring/avanan';
import { taxjar } from '@axios-keyring/taxjar';
import axios from 'axios';
import { createKeyring } from 'axios-keyring';

const client = axios.create();
client.interceptors.request.use(createKeyring([taxjar(), avanan({ region: 'eu' })]));

const categories = await client.get(`${process.env.TAXJAR_BASE_URL}/v2/categories`);
const scopes = await client.get(`${process.env.AVANAN_BASE_URL}/scopes`);
console.log(categories.status, scopes.status);
