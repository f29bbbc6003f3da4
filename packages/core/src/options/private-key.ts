import { type Secret, type SecretInput } from '../contract/secret.js';
import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import { type KeyType } from '../credentials/key-forms.js';
import { type PrivateKey, readPrivateKey } from '../credentials/private-key.js';
import { isSecretInput, secretOf } from '../credentials/secret.js';
import { shellSyntaxProblem } from '../credentials/text-problems.js';
import { KeyringError } from '../platform/errors.js';
import { whenReady } from '../platform/values.js';
import { optionBuilder, type OptionBuilder, type OptionDeclaration, type OptionOwner } from './option.js';

/** How a private key is declared. */
export interface PrivateKeyDeclaration extends OptionDeclaration {
  /** The types of key that will do. */
  readonly types: readonly KeyType[];
}

/**
 * A private key as a provider reads it, per request, because it may be in a file that changes.
 *
 * @param passphrase - Of a key that is encrypted; of another option.
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` if the key cannot be read.
 */
export type PrivateKeySource = (request: WireRequest, passphrase?: string) => MaybePromise<PrivateKey>;

/** Parsing a key costs more than signing with it; a provider may have one for each of its merchants. */
const mostKeys = 100;

/**
 * Declares a private key: PEM in any of its usual spellings, or a JSON Web Key; as a text, or as a function or a file that is
 * read for every request. A key that is wrong says what it is, and what is wanted.
 */
export const privateKey: OptionBuilder<PrivateKeyDeclaration, SecretInput, PrivateKeySource> =
  /* @__PURE__ */ optionBuilder(({ types }: PrivateKeyDeclaration) => {
    // Whether there is a passphrase is known to the provider alone.
    const check = (text: string): string | undefined => {
      const read = readPrivateKey(text, types);
      return 'problem' in read && read.isEncrypted !== true ? read.problem : undefined;
    };
    return {
      ...{ kind: 'secret', secret: true, is: isSecretInput },
      expected: `a private key of the type ${types.join(' or ')} in PEM, or a function that returns one`,
      check: (input) => (typeof input === 'string' ? (variableProblem(input) ?? check(input)) : undefined),
      read: (input, owner) => sourceOf(secretOf(input, { ...owner, check }), types, owner),
    };
  });

// Quotation marks around a key do no harm.
function variableProblem(text: string): string | undefined {
  return /^["']/.test(text) ? undefined : shellSyntaxProblem(text);
}

function sourceOf(
  read: Secret,
  types: readonly KeyType[],
  { provider, option }: OptionOwner,
): PrivateKeySource {
  const keys = new Map<string, PrivateKey>();
  return (request, passphrase) =>
    whenReady(read(request), (text) => {
      const name = `${passphrase ?? ''}\n${text}`;
      const known = keys.get(name);
      if (known) return known;
      const result = readPrivateKey(text, types, passphrase);
      if ('problem' in result) {
        const message = `${option} ${result.problem}. The request was not sent.`;
        throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message });
      }
      if (keys.size === mostKeys) keys.clear();
      keys.set(name, result.key);
      return result.key;
    });
}
