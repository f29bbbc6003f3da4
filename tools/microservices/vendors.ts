import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { property } from '@axios-keyring/core';
import { type Emulator, hasRedisServer, type RedisServer, startRedisServer } from '@axios-keyring/testing';
import * as v from 'valibot';
import { readManifest, workspace } from '../packed/packages.js';
import { providerPackages } from '../providers/provider-packages.js';
import { example, type ServiceName, serviceNames } from './services.js';

type Variables = Readonly<Record<string, string>>;

/** The emulated vendors, and a Redis where there is one. */
export interface Vendors {
  /** By the names of their providers. */
  readonly servers: Readonly<Record<string, Emulator<object>>>;
  readonly redis: RedisServer | undefined;
  /** What each service finds in its environment beside its secrets. */
  readonly addresses: Variables;
  /** What a service alone finds there: the secrets of the vendors whose providers it has installed. */
  readonly secretsOf: (service: ServiceName) => Variables;
  /** How many tokens they have issued. */
  readonly tokensIssued: () => number;
  close(): Promise<void>;
}

const sharedConfig = v.object({
  routes: v.array(v.object({ provider: v.string(), options: v.record(v.string(), v.unknown()) })),
});
type Route = v.InferOutput<typeof sharedConfig>['routes'][number];

/** Starts the vendors that the shared config names, with secrets that were never used before. */
export async function startVendors(): Promise<Vendors> {
  const config = await readFile(path.join(example, 'shared-config', 'keyring.config.json'), 'utf8');
  const vendors = await Promise.all(v.parse(sharedConfig, JSON.parse(config)).routes.map(startVendor));
  const redis = hasRedisServer() ? await startRedisServer() : undefined;
  const ofRedis: readonly [name: string, Variables] = [
    '@axios-keyring/redis',
    redis
      ? {
          AXIOS_KEYRING_REDIS_URL: redis.url,
          AXIOS_KEYRING_ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
        }
      : {},
  ];
  const variablesOf = new Map([...vendors.map(({ name, variables }) => [name, variables] as const), ofRedis]);
  const secrets = new Map<ServiceName, Variables>();
  for (const service of serviceNames) {
    const { dependencies } = await readManifest(path.join(example, service));
    const own = Object.keys(dependencies).flatMap((name) => Object.entries(variablesOf.get(name) ?? {}));
    secrets.set(service, Object.fromEntries(own));
  }
  const servers = vendors.map(({ server }) => server);
  return {
    servers: Object.fromEntries(vendors.map(({ provider, server }) => [provider, server])),
    redis,
    addresses: {
      // Only production shares tokens: see security/keyring.config.json.
      KEYRING_ENV: redis ? 'production' : 'development',
      ...Object.fromEntries(vendors.flatMap(({ address }) => Object.entries(address))),
    },
    secretsOf: (service) => secrets.get(service) ?? {},
    tokensIssued: () =>
      servers.reduce((sum, server) => sum + Number(property(server, 'tokensIssued') ?? 0), 0),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await redis?.stop();
    },
  };
}

/** Starts the emulator of a provider. It accepts what the config has, and a new secret for each variable in it. */
async function startVendor({ provider, options: written }: Route) {
  const found = providerPackages(workspace).find(({ shortName }) => shortName === provider);
  if (!found) throw new Error(`The shared config names ${provider}, which is no provider here.`);
  const options = { ...written };
  const variables: Record<string, string> = {};
  for (const [option, value] of Object.entries(written)) {
    const variable = property(value, 'env');
    if (typeof variable === 'string') options[option] = variables[variable] = newSecret();
  }
  const { name, providers, startEmulator } = found;
  const server = await startEmulator(options);
  const { declaration, provide } = providers[0];
  // A base URL has the path that the vendor's own has.
  const { pathname } = new URL(provide(options).baseURLs[0] ?? '');
  const address = { [`${declaration.environmentPrefix}_BASE_URL`]: server.url + pathname.replace(/\/$/, '') };
  return { provider, name, server, variables, address };
}

// Also good base64, where a key has to be that.
function newSecret(): string {
  return randomBytes(16).toString('hex');
}
