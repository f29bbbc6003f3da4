import { defineProvider } from '@axios-keyring/core';
import { declaration, token } from './right-provider.js';
import { signer } from './signer.js';
import { givenOther, isAtGate, marking, provideWith, sending, urlOf, withMembers } from './wrapping.js';
import type { WrongProvider } from './wrong-provider.js';

/** What a provider can do wrong with where credentials go and who sees them. */
export const wrongRequests: readonly WrongProvider[] = [
  {
    target: 'interceptor: returns the same config at once',
    does: 'returns a copy',
    provider: marking((request, interceptor) => ({ ...interceptor(request) })),
  },
  {
    target: 'interceptor: never throws',
    does: 'throws for a config without a URL',
    provider: marking((request, interceptor) => {
      if (!('url' in request)) throw new Error('There is no URL.');
      return interceptor(request);
    }),
  },
  {
    target: 'interceptor: says whose it is and where its credentials go',
    does: 'has another name',
    provider: withMembers(() => ({ provider: 'left' })),
  },
  {
    target: 'interceptor: has a partition key that says nothing',
    does: 'has the same partition key each time',
    provider: withMembers(() => ({ partitionKey: 'right' })),
  },
  {
    target: 'scoping: authenticates requests below each base URL',
    does: 'tells the case of hosts apart',
    provider: marking((request, interceptor) =>
      /^\w+:\/\/[^/]*[A-Z]/.test(urlOf(request)) ? request : interceptor(request),
    ),
  },
  {
    target: 'scoping: authenticates requests below each base URL',
    does: 'has a base URL that does not cover the path of the suite',
    provider: defineProvider({
      ...declaration,
      baseURLs: () => ['https://eu.api.example/v2'],
    }),
    says: 'No base URL covers https://eu.api.example/things',
  },
  {
    target: 'scoping: sends no credential to any other address',
    does: 'compares how URLs begin',
    provider: sending((send, config) => {
      if (!urlOf(config).startsWith('https://eu.api.example.')) return send(config);
      const headers: unknown = Reflect.get(config, 'headers');
      if (typeof headers === 'object' && headers !== null) Reflect.set(headers, 'Authorization', token);
      return send(config);
    }),
  },
  {
    target: 'scoping: leaves requests to other addresses as they are',
    does: 'takes every status for good',
    provider: marking((request, interceptor) => {
      if (!isAtGate(request)) Reflect.set(request, 'validateStatus', () => true);
      return interceptor(request);
    }),
  },
  {
    target: 'scoping: leaves out requests with keyring: false',
    does: 'passes over keyring: false',
    provider: marking((request, interceptor) => {
      Reflect.deleteProperty(request, 'keyring');
      return interceptor(request);
    }),
  },
  {
    target: 'bodies: authenticates requests with JSON, bytes and no body',
    does: 'signs all but the body',
    provider: signer(() => '', {}),
    also: ['bodies: authenticates them again after a redirect'],
  },
  {
    target: 'bodies: authenticates them again after a redirect',
    does: 'follows no redirect of a POST',
    provider: sending((send, config) =>
      send(
        isAtGate(config) && Reflect.get(config, 'method') === 'post'
          ? { ...config, maxRedirects: 0 }
          : config,
      ),
    ),
  },
  {
    target: 'concealment: shows no secret to other interceptors and transforms',
    does: 'has the token on the config until it is sent',
    provider: (() => {
      const provider = sending((send, config) => {
        Reflect.deleteProperty(config, 'note');
        return send(config);
      });
      return provideWith((options) => {
        const interceptor = provider(options);
        return Object.assign(<Request extends object>(request: Request): Request => {
          const { token: note } = options;
          Reflect.set(
            request,
            'note',
            Object.assign(() => undefined, { note }),
          );
          return interceptor(request);
        }, interceptor);
      });
    })(),
  },
  {
    target: 'concealment: shows no secret on an answer',
    does: 'has the token on the answer',
    provider: sending(async (send, config, options) => {
      const response = await send(config);
      if (typeof response === 'object' && response !== null) Reflect.set(response, 'note', options.token);
      return response;
    }),
  },
  {
    target: 'concealment: shows no secret on an error',
    does: 'has the token on the error',
    provider: sending(async (send, config, options) => {
      try {
        return await send(config);
      } catch (error) {
        if (error instanceof Error) Reflect.set(error, 'note', options.token);
        throw error;
      }
    }),
  },
  ...[404, 429].map((status): WrongProvider => ({
    target: 'concealment: shows no secret on an error',
    does: `has the token in the hint for ${status}`,
    provider: defineProvider({
      ...declaration,
      explainRefusal: () => (facts) =>
        facts.status === status ? `The API does not take ${token}.` : undefined,
    }),
  })),
  {
    target: 'concealment: shows no secret on an error',
    does: 'has the token in base64, with more before it, on the error',
    provider: sending(async (send, config) => {
      try {
        return await send(config);
      } catch (error) {
        const note = Buffer.from(`user:${token}`).toString('base64');
        if (error instanceof Error) Reflect.set(error, 'note', note);
        throw error;
      }
    }),
    also: ['secrets: sends nothing without a good secret'],
  },
  {
    target: 'concealment: shows no secret in events',
    does: 'has the token in events',
    provider: givenOther(({ onEvent, ...options }) => ({
      ...options,
      ...(onEvent && {
        onEvent:
          typeof onEvent !== 'function'
            ? onEvent
            : (event: Parameters<typeof onEvent>[0]) => {
                onEvent(Object.assign({ ...event }, { token }));
              },
      }),
    })),
  },
  {
    target: 'concealment: shows no secret on the interceptor',
    does: 'keeps its options where everybody can see them',
    provider: withMembers((_, options) => ({ options })),
  },
];
