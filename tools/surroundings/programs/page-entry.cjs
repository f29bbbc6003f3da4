// What a page runs, once it is bundled.
const { problemsOf } = require('./everything.cjs');

const load = (name) => {
  switch (name) {
    case 'axios-keyring':
      return require('axios-keyring');
    case '@axios-keyring/taxjar':
      return allowed(require('@axios-keyring/taxjar'));
    case '@axios-keyring/avalara-communications':
      return allowed(require('@axios-keyring/avalara-communications'));
    case '@axios-keyring/avanan':
      return allowed(require('@axios-keyring/avanan'));
    default:
      return allowed(require('@axios-keyring/azure-communication'));
  }
};

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
