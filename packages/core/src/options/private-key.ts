import { type SecretInput } from '../contract/secret.js';
import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import { type KeyType } from '../credentials/key-forms.js';
import { type PrivateKey, readPrivateKey } from '../credentials/private-key.js';
import { isSecretInput, secretOf } from '../credentials/secret.js';
import { shellSyntaxProblem, textProblem } from '../credentials/text-problems.js';
import { KeyringError } from '../platform/errors.js';
import { whenReady } from '../platform/values.js';
import { optionBuilder, type OptionBuilder, type OptionDeclaration, type OptionOwner } from './option.js';

/** How a private key is declared. */
export interface PrivateKeyDeclaration extends OptionDeclaration {
  /** The types of key that will do. */
  readonly types: readonly KeyType[];
  /** The option with the passphrase of a key that is encrypted. Default: such a key is refused. */
  readonly passphrase?: string;
}

/**
 * A private key as a provider reads it, per request, because it may be in a file that changes.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` if the key cannot be read.
 */
export type PrivateKeySource = (request: WireRequest) => MaybePromise<PrivateKey>;

/** Parsing a key costs more than signing with it; a provider may have one for each of its merchants. */
const mostKeys = 100;

/**
 * Declares a private key: PEM in any of its usual spellings, or a JSON Web Key; as a text, or as a function or a file that is
 * read for every request. A key that is wrong says what it is, and what is wanted.
 */
export const privateKey: OptionBuilder<PrivateKeyDeclaration, SecretInput, PrivateKeySource> =
  /* @__PURE__ */ optionBuilder((declaration: PrivateKeyDeclaration) => {
    const { types } = declaration;
    return {
      ...{ kind: 'secret', secret: true, isBinary: true, is: isSecretInput },
      expected: `a private key of the type ${types.join(' or ')} in PEM, or a function that returns one`,
      check: (input, { values }) =>
        typeof input === 'string'
          ? (variableProblem(input) ?? keyProblem(input, declaration, values))
          : undefined,
      read: (input, owner) => sourceOf(input, declaration, owner),
    };
  });

// Quotation marks around a key do no harm.
function variableProblem(text: string): string | undefined {
  return /^["']/.test(text) ? undefined : shellSyntaxProblem(text);
}

function keyProblem(
  text: string,
  { types, passphrase: name }: PrivateKeyDeclaration,
  values?: OptionOwner['values'],
): string | undefined {
  const passphrase = name === undefined ? undefined : values?.get(name);
  const read = readPrivateKey(text, types, typeof passphrase === 'string' ? passphrase : undefined);
  if (!('problem' in read)) return undefined;
  if (read.isEncrypted !== true) return read.problem;
  // A passphrase that is read per request is not known yet, nor are other options where a file or a function is read.
  const isKnown = name === undefined || (values !== undefined && typeof (passphrase ?? '') === 'string');
  return isKnown ? `${read.problem}. ${passphraseRemedy(name)}` : undefined;
}

function passphraseRemedy(name: string | undefined): string {
  return name === undefined
    ? 'Give the key without one: openssl pkey -in FILE'
    : `The option ${name} has to be its passphrase`;
}

function sourceOf(
  input: SecretInput,
  declaration: PrivateKeyDeclaration,
  owner: OptionOwner,
): PrivateKeySource {
  const { provider, option, values } = owner;
  const { types, passphrase: name = '' } = declaration;
  const check = (text: string): string | undefined => keyProblem(text, declaration);
  const readText = secretOf(input, { provider, option, check });
  const given = values?.get(name);
  const readPassphrase: (request: WireRequest) => MaybePromise<string | undefined> = isSecretInput(given)
    ? secretOf(given, { provider, option: name, check: textProblem })
    : () => undefined;
  const keys = new Map<string, PrivateKey>();
  const keyOf = (text: string, passphrase: string | undefined): PrivateKey => {
    const kept = `${passphrase ?? ''}\n${text}`;
    const known = keys.get(kept);
    if (known) return known;
    const result = readPrivateKey(text, types, passphrase);
    if ('problem' in result) {
      const remedy = result.isEncrypted ? ` ${passphraseRemedy(declaration.passphrase)}.` : '';
      const message = `${option} ${result.problem}. The request was not sent.${remedy}`;
      throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option, message });
    }
    if (keys.size === mostKeys) keys.clear();
    keys.set(kept, result.key);
    return result.key;
  };
  return (request) =>
    whenReady(readText(request), (text) =>
      whenReady(readPassphrase(request), (passphrase) => keyOf(text, passphrase)),
    );
}
