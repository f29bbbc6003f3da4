import { taxjar, type TaxjarOptions } from '@axios-keyring/taxjar';
import axios from 'axios';

const options: TaxjarOptions = { apiToken: process.env.TAXJAR_API_TOKEN };
const client = axios.create({ baseURL: `${process.env.TAXJAR_BASE_URL ?? ''}/v2` });
client.interceptors.request.use(taxjar(options));

const { status } = await client.get<{ categories: unknown[] }>('/categories');
console.log(status);
