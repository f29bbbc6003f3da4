const axios = require('axios');
const { loadKeyring } = require('axios-keyring');

/** Asks each API for something, and says what it answered. All that is known of credentials is in keyring.config.yaml. */
exports.report = async (client = axios.create()) => {
  client.interceptors.request.use(await loadKeyring({ directory: __dirname }));
  const urls = [
    'https://reports.acme.internal/api/monthly',
    'https://billing.acme.internal/invoices?open=true',
    'https://metrics.acme.internal/series',
    'https://eu.maps.acme.internal/tiles/1?zoom=3',
    'https://orders.acme.internal/v2/orders',
  ];
  const answers = await Promise.all(urls.map((url) => client.get(url)));
  return answers.map(({ status }, index) => `${urls[index]} ${status}`);
};
