// What a page runs, once it is bundled.
const { problemsOf } = require('./everything.cjs');
const { providers } = require('./providers.cjs');

const load = (name) =>
  name === 'axios-keyring'
    ? require('axios-keyring')
    : allowed(providers.find((provider) => provider.name === name).load());

const allowed = (providers) =>
  Object.fromEntries(
    Object.entries(providers).map(([name, provide]) => [
      name,
      (options) => provide({ ...options, dangerouslyAllowBrowser: true }),
    ]),
  );

globalThis.tryOut = async () => {
  const signing = load('@axios-keyring/azure-communication').azureCommunication({
    ...{ endpoint: 'https://contoso.communication.azure.com', accessKey: 'a2V5' },
  });
  const outcome = await signing.authorize({ url: 'https://contoso.communication.azure.com/a' }).then(
    () => 'signed',
    ({ code }) => code,
  );
  const key = () => {
    try {
      return signing.partitionKey;
    } catch {
      return '';
    }
  };
  return { problems: problemsOf(load), outcome, partitionKey: key() };
};
