import { createPublicKey } from 'node:crypto';
import { ensure, readText } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { type Checks, type Stage } from './stage.js';
import { perRequest, type Values } from './trial.js';

/** A private key or a client certificate that does not serve is refused before anything is sent. */
export const keys: Checks = {
  'keys: refuses a private key that cannot sign': async (stage) => {
    const { secretOptions, seen } = stage;
    for (const { name, value } of secretOptions.filter((option) => option.value.includes('PRIVATE KEY'))) {
      const errors: Record<string, unknown> = {};
      for (const [what, key] of Object.entries(unusable(value))) {
        const way = `${what} as the option ${name}`;
        errors[what] = await refusalOf(stage, name, way, key);
        const fromFunction = perRequest(() => key);
        errors[`${what}, of a function`] = await refusalOf(
          stage,
          name,
          `${way}, of a function,`,
          fromFunction,
        );
      }
      ensureConcealed(
        errors,
        [...seen(), ...linesOf(keyOfAnotherUse)],
        'The error for a key that cannot sign',
      );
    }
  },

  'keys: shows a client certificate whole and encrypted, or not at all': async (stage) => {
    const name = 'clientCertificate';
    const halves: Readonly<Record<string, Values>> = {
      'a certificate without its key': { certificate },
      'a key without its certificate': { key: certificateKey },
    };
    const errors: Record<string, unknown> = {};
    for (const [what, half] of Object.entries(halves)) {
      errors[what] = await refusalOf(stage, name, what, half);
      const fromFunction = perRequest(() => half);
      errors[`${what}, of a function`] = await refusalOf(
        stage,
        name,
        `${what}, of a function,`,
        fromFunction,
      );
    }
    const whole = { certificate, key: certificateKey };
    errors.whole = await refusalOf(stage, name, 'a client certificate for an address with http:', whole);
    ensureConcealed(errors, linesOf(certificateKey), 'The error for a client certificate');
  },
};

/** What a request with an option that is wrong ends in, when the provider is called or before anything is sent. */
async function refusalOf(stage: Stage, name: string, what: string, value: unknown): Promise<unknown> {
  const { exchanges, provide, requests, send } = stage;
  const outcome = await outcomeOf(async () => (await send([provide({ [name]: value })])).outcome);
  ensure(
    requests.passed.length + exchanges.passed.length === 0,
    `A request was sent with ${what}. Declare a private key with privateKey(), and leave certificates to defineProvider.`,
  );
  ensure(
    readText(outcome, 'code').startsWith('ERR_KEYRING_') && readText(outcome, 'message').includes(name),
    `What was refused for ${what} does not say ${name}. Whoever reads it has to know what to change.`,
  );
  return outcome;
}

async function outcomeOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return error;
  }
}

function unusable(key: string): Readonly<Record<string, string>> {
  const [head = '', ...rest] = key.trim().split('\n');
  const [end = ''] = rest.splice(-1);
  const body = rest.join('');
  return {
    'a key for another use': keyOfAnotherUse,
    'a public key': String(createPublicKey(key).export({ type: 'spki', format: 'pem' })),
    'a key that was cut off': [head, body.slice(0, body.length / 2), end].join('\n'),
  };
}

/** It agrees on keys, and no algorithm signs with it: https://www.rfc-editor.org/rfc/rfc8410 */
const keyOfAnotherUse = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIFDieTppueAqhesX9S4wVouqJwXYqmM5DVhon38Ip0tD
-----END PRIVATE KEY-----
`;

/** Of nobody: it is made for these checks, and signed by itself. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBTDCB/6ADAgECAhRktmAq4JHLtRTOD0HGZwP1d1ZToTAFBgMrZXAwGzEZMBcG
A1UEAwwQY29uZm9ybWFuY2UudGVzdDAgFw0yMDAxMDEwMDAwMDBaGA85OTY2MTEw
MzA4NDIwOFowGzEZMBcGA1UEAwwQY29uZm9ybWFuY2UudGVzdDAqMAUGAytlcAMh
ABRlGwHnZn4D//FbyiDzFnfk1kZeqgwd/5agOctgqgrXo1MwUTAdBgNVHQ4EFgQU
2kZY6+E5rt7g7Q7oui/bCJBeoOwwHwYDVR0jBBgwFoAU2kZY6+E5rt7g7Q7oui/b
CJBeoOwwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQC4TyK0TbUNglyRPa709okS
Gi0w0HjYONPS6aRlUQusKNSj9kHrO2cirFk+82VEHqXhQpMvH5w6va0cem7hN/EO
-----END CERTIFICATE-----
`;

const certificateKey = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEII+Ee0R9NrbPZsboYvHlOiUtgGM8diBfIJ0eLOb43Upx
-----END PRIVATE KEY-----
`;

/** The lines of a key in PEM that nobody may see. */
function linesOf(key: string): readonly string[] {
  return key.split('\n').slice(1, -2);
}
