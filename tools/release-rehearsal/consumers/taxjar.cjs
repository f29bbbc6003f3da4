const { taxjar } = require('@axios-keyring/taxjar');
const axios = require('axios');

const client = axios.create({ baseURL: `${process.env.TAXJAR_BASE_URL}/v2` });
client.interceptors.request.use(taxjar());

void client.get('/categories').then(({ status }) => console.log(status));
