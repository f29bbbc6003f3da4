import { isKeyringError, isPromise, KeyringError, type Secret } from '@axios-keyring/core';

/**
 * The API token as it is asked for, with what to do where a function has none for the merchant of a request.
 *
 * Source: https://developers.taxjar.com/integrations/authentication/#testing-guidelines
 */
export function merchantToken(apiToken: Secret): Secret {
  return (request) => {
    try {
      const token = apiToken(request);
      return isPromise(token) ? token.catch(advise) : token;
    } catch (error) {
      return advise(error);
    }
  };
}

const advice =
  'Return the API token of the merchant that the request is for. For a merchant without one, do not call TaxJar: ' +
  'ask for it first (https://app.taxjar.com/api_sign_up).';

// Where the function itself failed there is a cause, and that says more.
function advise(error: unknown): never {
  if (!isKeyringError(error) || error.option !== 'apiToken' || error.cause !== undefined) throw error;
  const message = error.message.replace(/^\[.*?\] /, '');
  throw new KeyringError({
    code: 'ERR_KEYRING_CREDENTIAL',
    provider: 'taxjar',
    option: 'apiToken',
    message: `${message} ${advice}`,
  });
}
