/**
 * An API with API keys on this machine, for tests.
 *
 * @module @axios-keyring/api-key/emulator
 */
import {
  type Check,
  type Emulator,
  type EmulatorOptions,
  headerValues,
  json,
  type ReceivedRequest,
  refuseWith,
  runEmulator,
} from '@axios-keyring/testing';

/** Where the API looks for its keys. */
export type ApiKeyPlace = 'header' | 'query' | 'cookie';

/** Options of the emulator. */
export interface ApiKeyEmulatorOptions extends EmulatorOptions {
  /** Default: `header`. */
  readonly in?: ApiKeyPlace | undefined;
  /** All keys that a request needs, by name, whole. Default: one, `X-API-Key`. */
  readonly keys?: Readonly<Record<string, string>> | undefined;
}

/** What the emulator accepts. */
export interface ApiKeyCredentials {
  readonly in: ApiKeyPlace;
  readonly keys: Readonly<Record<string, string>>;
}

/** A running emulator. */
export type ApiKeyEmulator = Emulator<ApiKeyCredentials>;

/** Starts an API that asks for API keys, and answers every path with what it was sent. */
export function startEmulator(options: ApiKeyEmulatorOptions = {}): Promise<ApiKeyEmulator> {
  const { in: place = 'header', keys = { 'X-API-Key': 'an-api-key-that-opens-nothing' } } = options;
  const credentials = { in: place, keys };
  return runEmulator(options, {
    provider: 'api-key',
    credentials,
    routes: (baseURL) => [{ baseURL, options: { ...credentials, verifyPath: '/' } }],
    credentialHeaders:
      place === 'query' ? [] : place === 'cookie' ? ['cookie'] : Object.keys(keys).map(lower),
    checks: Object.entries(keys).map(([name, key]) => requireKey(place, name, key)),
    answers: [({ method, target }) => json(200, { method, target: target.replace(/\?.*$/, '') })],
  });
}

const unauthorized = refuseWith(401, { error: 'unauthorized' });

function requireKey(place: ApiKeyPlace, name: string, key: string): Check {
  return (request) => {
    const values = valuesIn[place](request, name);
    if (values.length === 0) throw unauthorized(`The ${place} ${name} is missing.`);
    if (values.length > 1) throw unauthorized(`The ${place} ${name} was sent ${values.length} times.`);
    if (values[0] !== key) throw unauthorized(`The ${place} ${name} differs.`);
  };
}

const valuesIn: Readonly<Record<ApiKeyPlace, (request: ReceivedRequest, name: string) => readonly string[]>> =
  {
    header: (request, name) => headerValues(request, lower(name)),
    query: ({ target }, name) => new URL(target, 'http://emulator').searchParams.getAll(name),
    cookie: (request, name) =>
      headerValues(request, 'cookie')
        .flatMap((header) => header.split('; '))
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1)),
  };

function lower(name: string): string {
  return name.toLowerCase();
}
