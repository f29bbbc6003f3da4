// Makes an interceptor of every provider, and says what is wrong with them, or with the error of one that lacks its
// options.
const { providers } = require('./providers.cjs');

const makers = {
  'axios-keyring': ({ createKeyring }, { taxjar }) => createKeyring([taxjar({ apiToken: 'a-token' })]),
};
for (const { name, exportName, options, needsTLS } of providers) {
  // A page shows no certificates.
  if (!needsTLS || globalThis.process) makers[name] = (loaded) => loaded[exportName](options);
}

exports.problemsOf = (load) => {
  const found = [];
  const attempt = (what, work) => {
    try {
      const problem = work();
      if (problem) found.push(`${what}: ${problem}`);
    } catch (error) {
      found.push(`${what}: ${error.message}`);
    }
  };
  const taxjar = () => load('@axios-keyring/taxjar');
  for (const [name, make] of Object.entries(makers)) {
    attempt(name, () => (typeof make(load(name), taxjar()) === 'function' ? '' : 'no interceptor'));
  }
  attempt('the error', () => {
    try {
      taxjar().taxjar({ nonsense: true });
    } catch (error) {
      const { code, message, isAxiosError, name } = error;
      const isGood = code === 'ERR_KEYRING_OPTION' && message.includes('"nonsense"') && isAxiosError === true;
      return isGood && name === 'KeyringError' && JSON.stringify(error).includes(code) ? '' : error.stack;
    }
    return 'none was thrown';
  });
  return found;
};
