import { randomBytes } from 'node:crypto';
import { startEmulator as startAvalaraCommunications } from '@axios-keyring/avalara-communications/emulator';
import { type AvananEmulator, startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { startEmulator as startAzureCommunication } from '@axios-keyring/azure-communication/emulator';
import { startEmulator as startTaxjar } from '@axios-keyring/taxjar/emulator';
import { hasRedisServer, type RedisServer, startRedisServer, type TestServer } from '@axios-keyring/testing';
import { type ServiceName } from './services.js';

/** The vendors that services call, by the names of their providers. */
export type VendorName = 'taxjar' | 'avalara-communications' | 'avanan' | 'azure-communication';

type Variables = Readonly<Record<string, string>>;

/** The emulated vendors, and a Redis where there is one. */
export interface Vendors {
  readonly servers: Readonly<Record<VendorName, TestServer>>;
  readonly avanan: AvananEmulator;
  readonly redis: RedisServer | undefined;
  /** What each service finds in its environment beside its secrets. */
  readonly addresses: Variables;
  /** What each service alone finds there. */
  readonly secrets: Readonly<Record<ServiceName, Variables>>;
  /** From now on they refuse every credential, or issue none. */
  fail(): void;
  close(): Promise<void>;
}

/** Starts them, with secrets that were never used before. */
export async function startVendors(): Promise<Vendors> {
  const redis = hasRedisServer() ? await startRedisServer() : undefined;
  const login = { username: `${newSecret()}@acme.example`, password: newSecret(), clientId: 1234 };
  const key = { applicationId: `EU:${newSecret()}`, secretKey: newSecret() };
  const apiToken = newSecret();
  const accessKey = randomBytes(32).toString('base64');
  const [taxjar, avalara, avanan, azure] = await Promise.all([
    startTaxjar({ apiToken }),
    startAvalaraCommunications(login),
    startAvanan(key),
    startAzureCommunication({ accessKey }),
  ]);
  const servers = { taxjar, 'avalara-communications': avalara, avanan, 'azure-communication': azure };
  return {
    ...{ servers, avanan, redis },
    addresses: {
      // Only production shares tokens: see security/keyring.config.json.
      KEYRING_ENV: redis ? 'production' : 'development',
      TAXJAR_BASE_URL: taxjar.url,
      AVALARA_COMMUNICATIONS_BASE_URL: avalara.url,
      // With the path that all of its base URLs have.
      AVANAN_BASE_URL: `${avanan.url}/v1.0`,
      COMMUNICATION_SERVICES_BASE_URL: azure.url,
    },
    secrets: {
      orders: {
        TAXJAR_API_TOKEN: apiToken,
        AVALARA_COMMUNICATIONS_USERNAME: login.username,
        AVALARA_COMMUNICATIONS_PASSWORD: login.password,
      },
      security: {
        AVANAN_APPLICATION_ID: key.applicationId,
        AVANAN_SECRET_KEY: key.secretKey,
        ...(redis && {
          AXIOS_KEYRING_REDIS_URL: redis.url,
          AXIOS_KEYRING_ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
        }),
      },
      messaging: { COMMUNICATION_SERVICES_ACCESS_KEY: accessKey },
    },
    fail: () => {
      for (const server of [taxjar, avalara, azure])
        server.inject({ what: 'stale-credential', times: Infinity });
      avanan.inject({ what: 'token-endpoint-down', times: Infinity });
    },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
      await redis?.stop();
    },
  };
}

function newSecret(): string {
  return randomBytes(16).toString('hex');
}
