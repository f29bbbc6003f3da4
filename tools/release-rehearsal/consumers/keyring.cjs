const { avanan } = require('@axios-keyring/avanan');
const { taxjar } = require('@axios-keyring/taxjar');
const axios = require('axios');
const { createKeyring } = require('axios-keyring');

const client = axios.create();
client.interceptors.request.use(createKeyring([taxjar(), avanan({ region: 'eu' })]));

async function main() {
  const categories = await client.get(`${process.env.TAXJAR_BASE_URL}/v2/categories`);
  const scopes = await client.get(`${process.env.AVANAN_BASE_URL}/scopes`);
  console.log(categories.status, scopes.status);
}

void main();
