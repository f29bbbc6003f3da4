import { KeyringError, type KeyringErrorCode } from '@axios-keyring/core';
import { didYouMean } from '@axios-keyring/core/engine';
import { type Component, parseComponent } from './components.js';
import { type Given } from './options.js';
import { parametersOf, profiles } from './profiles.js';

/** An error that names the option to change. */
export function optionError(
  option: string,
  message: string,
  code: KeyringErrorCode = 'ERR_KEYRING_OPTION',
): KeyringError {
  return new KeyringError({ code, provider: 'http-signatures', option, message });
}

/** Options of one profile only; those of both have a meaning in each. */
const ofOneProfile = {
  rfc9421: ['parameters', 'tag', 'label'],
  cavage: ['algorithmName'],
} as const;

/**
 * Refuses options that do not go together, and reads what is to be signed.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`
 */
export function checkedComponents(options: Given): readonly Component[] {
  const { algorithm, profile, secret } = options;
  const isHmac = algorithm === 'hmac-sha256';
  if (algorithm !== 'as-the-key' && isHmac !== (secret !== undefined))
    throw optionError(
      'algorithm',
      isHmac
        ? 'algorithm is hmac-sha256, which signs with a secret. Give secret in place of privateKey, or leave algorithm out.'
        : `algorithm is ${algorithm}, which signs with a private key. Give privateKey in place of secret, or leave algorithm out.`,
    );
  const other = profile === 'cavage' ? 'rfc9421' : 'cavage';
  const misplaced = ofOneProfile[other].find((name) => options[name] !== undefined);
  if (misplaced !== undefined)
    throw optionError(
      misplaced,
      `${misplaced} is for the profile ${other} only. Take it out, or change profile.`,
    );
  const components = (options.components ?? profiles[profile].components).map((text) =>
    readComponent(text, options),
  );
  const texts = components.map(({ name, parameter = '' }) => `${name} ${parameter}`);
  const twice = components.find((_, index) => texts.indexOf(texts[index] ?? '') !== index);
  if (twice) throw optionError('components', `components has "${twice.name}" twice. Take one out.`);
  if (profile === 'cavage') checkCavage(options, components);
  else checkParameters(options);
  return components;
}

function readComponent(text: string, { header, profile }: Given): Component {
  const component = parseComponent(text);
  const own = profile === 'cavage' ? [header.toLowerCase()] : ['signature', 'signature-input'];
  const derived = Object.keys(profiles[profile].derived);
  const isDerived = /^[@(]/.test(text);
  const isOwn = component !== undefined && own.includes(component.name);
  if (component && !isOwn && (!isDerived || derived.includes(component.name))) return component;
  const known = derived.map((name) => (name === '@query-param' ? '@query-param;name="…"' : name));
  const problem = isOwn
    ? 'holds the signature itself. Take it out.'
    : isDerived
      ? `is none of ${known.join(', ')}.${didYouMean(text, known)}`
      : 'is no name of a header. Flags such as ;sf and ;bs are not known here.';
  throw optionError('components', `components has "${text}", which ${problem}`);
}

function checkParameters(options: Given): void {
  const values = { expires: 'expiresIn', keyid: 'keyId', tag: 'tag' } as const;
  const parameters = parametersOf(options);
  for (const [parameter, option] of Object.entries(values)) {
    const isListed = parameters.some((name) => name === parameter);
    if (isListed === (options[option] !== undefined)) continue;
    const remedy = isListed ? `Give ${option}` : `Take ${option} out, or list ${parameter}`;
    const problem = isListed ? 'has no value' : 'is not among them, though it has a value';
    throw optionError('parameters', `parameters: ${parameter} ${problem}. ${remedy}.`);
  }
  if (new Set(parameters).size < parameters.length)
    throw optionError('parameters', 'parameters has one of them twice. Take one out.');
}

// Sections 2.1 and 2.3 of the draft.
function checkCavage({ algorithmName, expiresIn, keyId }: Given, components: readonly Component[]): void {
  const names = components.map(({ name }) => name);
  const isTimed = names.includes('(created)') || names.includes('(expires)');
  if (keyId === undefined)
    throw optionError('keyId', 'keyId is missing, which the profile cavage needs. Set it.');
  if (names.includes('(expires)') !== (expiresIn !== undefined))
    throw optionError('expiresIn', 'expiresIn and the component (expires) go together. Give both, or none.');
  if (isTimed && /^(?:rsa|hmac|ecdsa)/.test(algorithmName ?? ''))
    throw optionError(
      'algorithmName',
      `algorithmName is ${algorithmName}, and with (created) or (expires) the draft allows none that begins so. Write hs2019.`,
    );
}
