import {
  environmentText,
  type KeyringInterceptor,
  KeyringError,
  type Provider,
  type ProviderInput,
} from '@axios-keyring/core';
import { understandBaseURL } from './base-url.js';
import { allOptions, type Platform, type portalOptions, type smartApiOptions } from './options.js';
import { portal } from './portal/provider.js';
import { smartApi } from './smart-api/provider.js';

/** What the key of each platform consists of. */
const keyOptions = {
  'smart-api': ['applicationId', 'secretKey'],
  infinity: ['clientId', 'accessKey'],
} as const;

const ownOptions = {
  'smart-api': [...keyOptions['smart-api'], 'dateFormat'],
  infinity: keyOptions.infinity,
} as const;

/** None of the options that only a platform takes. */
type Without<Other extends Platform> = Partial<
  Readonly<Record<(typeof ownOptions)[Other][number], undefined>>
>;

/** What {@link avanan} takes for the Smart API on the Avanan hosts. */
export type SmartApiOptions = Omit<ProviderInput<typeof smartApiOptions>, 'platform'> &
  Without<'infinity'> & { readonly platform?: 'smart-api' | undefined };

/** What {@link avanan} takes for the Infinity Portal. */
export type InfinityOptions = Omit<ProviderInput<typeof portalOptions>, 'platform'> &
  Without<'smart-api'> & { readonly platform: 'infinity' };

/** What {@link avanan} takes; what is absent comes from the environment. */
export type AvananOptions = SmartApiOptions | InfinityOptions;

/**
 * Authenticates requests to the API of Avanan (Check Point Harmony Email & Collaboration), on either of its two
 * platforms, and fetches and renews the token that they carry.
 */
export const avanan: Provider<AvananOptions> = Object.assign(provide, {
  declaration: {
    ...smartApi.declaration,
    hosts: [...(smartApi.declaration.hosts ?? []), ...(portal.declaration.hosts ?? [])],
    // The options that every provider has come last; what both have is as it is for both.
    options: { ...allOptions, ...smartApi.declaration.options, ...allOptions },
    alternatives: [keyOptions['smart-api'], keyOptions.infinity],
  },
});

function provide(options: AvananOptions = {}): KeyringInterceptor {
  // The engine says what is wrong with it.
  if (!isRecord(options)) return smartApi(options);
  const given = complete(options);
  refuseOptionsOfOther(given, options.platform);
  return isForPortal(given) ? portal(given) : smartApi(given);
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isForPortal(options: AvananOptions): options is InfinityOptions {
  return options.platform === 'infinity';
}

/**
 * The options with what has to be known before one of the platforms can check them. Arguments decide, and the
 * environment only completes: keys of the Smart API are not given to the platform that a variable names.
 */
function complete<Given extends AvananOptions>(options: Given): Given {
  const given = { __proto__: null, ...options };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) Reflect.deleteProperty(given, name);
  }
  const meant = keyOptions['smart-api'].some((option) => Object.hasOwn(given, option))
    ? 'smart-api'
    : undefined;
  const platform = meant ?? variable('AVANAN_PLATFORM') ?? platformOfVariables();
  if (!Object.hasOwn(given, 'platform') && platform !== undefined) Reflect.set(given, 'platform', platform);
  const baseURL: unknown = Object.hasOwn(given, 'baseURL') ? given.baseURL : variable('AVANAN_BASE_URL');
  if (typeof baseURL === 'string') {
    Reflect.set(given, 'baseURL', understandBaseURL(baseURL, isForPortal(given) ? 'infinity' : 'smart-api'));
  }
  return given;
}

/** The platform whose key is in the environment, where it is the portal's and nothing of the other is there. */
function platformOfVariables(): Platform | undefined {
  const isThere = (option: keyof typeof allOptions): boolean =>
    variable(allOptions[option].metadata.env ?? '') !== undefined;
  return keyOptions.infinity.some(isThere) && !keyOptions['smart-api'].some(isThere) ? 'infinity' : undefined;
}

function refuseOptionsOfOther(given: AvananOptions, said: string | undefined): void {
  const [platform, other] = isForPortal(given)
    ? (['infinity', 'smart-api'] as const)
    : (['smart-api', 'infinity'] as const);
  const foreign = ownOptions[other].filter((option) => Object.hasOwn(given, option));
  const [option] = foreign;
  if (option === undefined) return;
  const because = said === undefined ? `, because nothing says platform: '${other}'` : '';
  const message =
    `${foreign.join(' and ')} ${foreign.length === 1 ? 'is an option' : 'are options'} of the platform ${other}, but the ` +
    `platform is ${platform}${because}. Set platform to '${other}' in avanan({ platform }) or in AVANAN_PLATFORM, or ` +
    `give ${keyOptions[platform].join(' and ')} instead.`;
  throw new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'avanan', option, message });
}

function variable(name: string): string | undefined {
  try {
    return environmentText(name);
  } catch {
    // What is wrong with the file is said when the option itself is read.
    return undefined;
  }
}
