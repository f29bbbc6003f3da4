import { type ClientCertificate } from '../contract/client-certificate.js';
import { type SecretInput } from '../contract/secret.js';
import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import { checkCertificate, partNames, partsProblem } from '../credentials/client-certificate.js';
import { isSecretInput, secretOf } from '../credentials/secret.js';
import { givenSecretProblem } from '../credentials/text-problems.js';
import { isKeyringError, KeyringError } from '../platform/errors.js';
import { didYouMean } from '../platform/text.js';
import { isPlain, isPromise, property, whenReady } from '../platform/values.js';
import {
  optionBuilder,
  type OptionBuilder,
  type OptionDeclaration,
  type OptionOwner,
  type OptionSchema,
  requiredOption,
} from './option.js';

/** A part of a client certificate as a user gives it: a text or bytes, or a function or a reader of the text. */
export type CertificatePart = SecretInput | Uint8Array;

/** A client certificate as a user gives it: its parts, or a function that returns them for a request. */
export type ClientCertificateInput =
  | ClientCertificateFunction
  | ((
      | { readonly certificate: CertificatePart; readonly key: CertificatePart; readonly pkcs12?: undefined }
      | { readonly pkcs12: CertificatePart; readonly certificate?: undefined; readonly key?: undefined }
    ) & {
      readonly passphrase?: SecretInput | undefined;
      readonly ca?: CertificatePart | undefined;
    });

/** Gives the client certificate for a request. */
export type ClientCertificateFunction = (request: WireRequest) => MaybePromise<ClientCertificate>;

type PartReader = (request: WireRequest) => MaybePromise<string | Uint8Array>;

type PartName = (typeof partNames)[number];

const parts: Readonly<Record<PartName, OptionSchema<CertificatePart, PartReader>>> = {
  certificate: part('The certificate, and those between it and its issuer, in PEM.'),
  key: part('Its private key, in PEM.', { secret: true }),
  passphrase: part('What the key, or pkcs12, is encrypted with.', { secret: true }),
  pkcs12: part('The certificate and its key in one archive, in place of both.', {
    secret: true,
    isBinary: true,
  }),
  ca: part('Those that may have issued the server’s certificate, in PEM. Default: whom the runtime trusts.'),
};

function part(
  description: string,
  facts: { readonly secret?: boolean; readonly isBinary?: boolean } = {},
): OptionSchema<CertificatePart, PartReader> {
  return requiredOption(
    { description },
    {
      ...{ kind: 'secret', expected: 'a string, bytes, or a function that returns a string', ...facts },
      is: (value): value is CertificatePart => isSecretInput(value) || value instanceof Uint8Array,
      check: (given) => (typeof given === 'string' ? textProblem(given) : undefined),
      read: (given, owner) =>
        given instanceof Uint8Array ? () => given : secretOf(given, { ...owner, check: textProblem }),
    },
  );
}

// With its line breaks, which no other secret has.
function textProblem(text: string): string | undefined {
  return text === '' ? 'is empty' : text.includes('-----BEGIN') ? undefined : givenSecretProblem(text);
}

/** Declares the client certificate of a provider's connections. */
export const clientCertificate: OptionBuilder<
  OptionDeclaration,
  ClientCertificateInput,
  ClientCertificateFunction
> = /* @__PURE__ */ optionBuilder(() => ({
  ...{ kind: 'client-certificate', secret: true, parts },
  expected: 'an object with certificate and key, or with pkcs12, or a function that returns one',
  is: (value): value is ClientCertificateInput =>
    typeof value === 'function' || (typeof value === 'object' && value !== null && isPlain(value)),
  check: (given: ClientCertificateInput) => (typeof given === 'function' ? undefined : objectProblem(given)),
  read: (given, owner) => (typeof given === 'function' ? called(given, owner) : readParts(given, owner)),
}));

function objectProblem(given: object): string | undefined {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined)
    return `has no part "${unknown}".${didYouMean(unknown, partNames)} The parts are ${partNames.join(', ')}`;
  for (const name of partNames) {
    const value = property(given, name);
    const checked = value === undefined ? undefined : parts[name].check(value);
    if (checked && 'problem' in checked) return `has a ${name} that ${checked.problem.replace(/\.$/, '')}`;
  }
  const texts: readonly unknown[] = Object.values(given);
  const isKnown = texts.every((text) => typeof text === 'string' || text instanceof Uint8Array);
  if (!isKnown) return partsProblem(given);
  const checked = checkCertificate(given);
  return 'problem' in checked ? checked.problem : undefined;
}

function called(
  given: ClientCertificateFunction,
  { provider, option }: OptionOwner,
): ClientCertificateFunction {
  const fail = (problem: string, cause?: unknown): never => {
    if (isKeyringError(cause)) throw cause;
    const message = `The function given as ${option} ${problem}. The request was not sent.`;
    throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message, cause });
  };
  const accept = (found: ClientCertificate | undefined | null): ClientCertificate =>
    found ?? fail('returned nothing, so there is no certificate');
  return (request) => {
    try {
      const found = given(request);
      return isPromise(found)
        ? found.then(accept, (cause: unknown) => fail('rejected', cause))
        : accept(found);
    } catch (cause) {
      return fail('threw', cause);
    }
  };
}

// In milliseconds. Two files are replaced one after the other, and are not looked at in the same moment.
const longestReplacement = 60_000;

function readParts(given: object, owner: OptionOwner): ClientCertificateFunction {
  const sources = partNames.flatMap((name) => {
    const value = property(given, name);
    const checked = parts[name].check(value, { ...owner, option: `${owner.option}.${name}` });
    return 'output' in checked ? [{ name, value, read: checked.output }] : [];
  });
  function read(request: WireRequest): MaybePromise<ClientCertificate>;
  function read(request: WireRequest): MaybePromise<object> {
    const values = sources.map((source) => source.read(request));
    const named = (found: readonly unknown[]): object =>
      Object.fromEntries(sources.map(({ name }, index) => [name, found[index]]));
    return values.some(isPromise)
      ? Promise.all(values.map(async (value) => value)).then(named)
      : named(values);
  }
  let last: ClientCertificate | undefined;
  let brokenSince: number | undefined;
  return (request) =>
    whenReady(read(request), (found) => {
      if (isWhole(found)) {
        brokenSince = undefined;
        return (last = found);
      }
      brokenSince ??= Date.now();
      for (const { value } of sources) if (isRefreshable(value)) value.refresh();
      const serves = Math.abs(Date.now() - brokenSince) < longestReplacement ? last : undefined;
      return whenReady(read(request), (again) => (isWhole(again) ? again : (serves ?? again)));
    });
}

function isWhole(found: ClientCertificate): boolean {
  return 'certificate' in checkCertificate(found);
}

function isRefreshable(value: unknown): value is { refresh(): void } {
  return typeof value === 'object' && value !== null && 'refresh' in value;
}
