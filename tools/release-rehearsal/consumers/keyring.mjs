import { avanan } from '@axios-keyring/avanan';
import { taxjar } from '@axios-keyring/taxjar';
import axios from 'axios';
import { createKeyring } from 'axios-keyring';

const client = axios.create();
client.interceptors.request.use(createKeyring([taxjar(), avanan({ region: 'eu' })]));

const urls = [`${process.env.TAXJAR_BASE_URL}/v2/categories`, `${process.env.AVANAN_BASE_URL}/scopes`];
void Promise.all(urls.map((url) => client.get(url))).then((answers) => {
  console.log(answers.map(({ status }) => status).join(' '));
});
