import { optionalInteger } from '@axios-keyring/core';

/** What can be said per request, as `keyring: { clientProfileId: 7 }` on the axios config. */
export const requestOptions = {
  clientProfileId: optionalInteger({
    description: 'The client profile of this request, instead of the interceptor’s.',
  }),
};
