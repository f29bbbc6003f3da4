import { taxjar } from '@axios-keyring/taxjar';
import axios from 'axios';

const client = axios.create({ baseURL: `${process.env.TAXJAR_BASE_URL}/v2` });
client.interceptors.request.use(taxjar());

const { status } = await client.get('/categories');
console.log(status);
