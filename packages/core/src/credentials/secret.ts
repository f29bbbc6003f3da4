import { type MaybePromise } from '../contract/maybe-promise.js';
import { type Secret, type SecretInput, type SecretReader } from '../contract/secret.js';
import { type WireRequest } from '../contract/wire-request.js';
import { isPromise } from '../platform/values.js';
import { callForSecret, type SecretOwner } from './call-for-secret.js';
import { recordUse, type Renewable } from './renewal.js';

/** Whether a value may be a secret. */
export function isSecretInput(input: unknown): input is SecretInput {
  if (typeof input === 'string' || typeof input === 'function') return true;
  if (typeof input !== 'object' || input === null) return false;
  const { read, refresh }: Partial<Record<keyof SecretReader, unknown>> = input;
  return typeof read === 'function' && typeof refresh === 'function';
}

/** Makes what a user gave readable; the errors of a function name the provider and the option. */
export function secretOf(input: SecretInput, owner: SecretOwner): Secret {
  if (typeof input === 'string') return () => input;
  const reader: Pick<SecretReader, 'read'> & Partial<SecretReader> =
    typeof input === 'function' ? { read: input } : input;
  const read = (request: WireRequest): MaybePromise<string> =>
    callForSecret(() => reader.read(request), owner);
  const renewable: Renewable = {
    forget: async (request, used) => {
      reader.refresh?.();
      return (await read(request)) !== used;
    },
  };
  const use = (request: WireRequest, value: string): string => {
    recordUse(request, renewable, value);
    return value;
  };
  return (request) => {
    const value = read(request);
    return isPromise(value) ? value.then((ready) => use(request, ready)) : use(request, value);
  };
}
