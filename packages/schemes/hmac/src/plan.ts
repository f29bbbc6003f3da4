import {
  type Credential,
  KeyringError,
  type MaybePromise,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { factOf, type Facts, factsOf, type TimeFormat } from './facts.js';
import { fill, type Lookup, textOf } from './fill.js';
import { parseTemplate, type Piece, uses } from './template.js';

/** The options that say what is signed and where it goes. */
export interface Layout {
  readonly keyId: string | undefined;
  readonly sign: string;
  readonly timestamp: TimeFormat;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly query: Readonly<Record<string, string>> | undefined;
}

/** A request that is ready to be signed. */
export interface Prepared {
  readonly sign: readonly Piece[];
  readonly lookup: Lookup;
  readonly finish: (signature: string) => MaybePromise<Credential>;
}

type Entries = readonly (readonly [name: string, pieces: readonly Piece[]])[];
type Texts = Readonly<Record<string, string>>;

/**
 * Prepares requests for a layout: what does not hold the signature is there before it is made, and may be signed.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for parts that do not go together.
 */
export function preparation(layout: Layout): (request: WireRequest) => MaybePromise<Prepared> {
  refuse(layout);
  const sign = piecesOf(layout.sign);
  const [headers, query] = [split(layout.headers), split(layout.query)];
  const unsigned = Object.fromEntries(query.after.map(([name]) => [name, undefined]));
  return (request) => {
    const first = factsOf(request, layout.keyId, layout.timestamp);
    return whenReady(fillAll(query.before, first), (parameters) => {
      const second = { ...first, query: { ...parameters, ...unsigned } };
      return whenReady(fillAll(headers.before, second), (fields) => {
        const third = { ...second, headers: lowerCased(fields) };
        return {
          sign,
          lookup: (name) => factOf(name, third),
          finish: (signature) =>
            whenReady(fillAll(headers.after, { ...third, signature }), (signedFields) =>
              whenReady(fillAll(query.after, { ...third, signature }), (signedParameters) => ({
                headers: { ...fields, ...signedFields },
                query: { ...parameters, ...signedParameters },
              })),
            ),
        };
      });
    });
  };
}

function refuse({ keyId, sign, headers = {}, query = {} }: Layout): void {
  const placed = [...Object.values(headers), ...Object.values(query)];
  if (!placed.some((template) => has(template, isSignature)))
    throw optionError(
      'headers',
      'Neither headers nor query has {signature}, so nobody would see it. Put it into one of them.',
    );
  if (keyId === undefined && [sign, ...placed].some((template) => has(template, (name) => name === 'keyId')))
    throw optionError('keyId', 'keyId is missing, and a template has {keyId}. Set it.');
}

function optionError(option: string, message: string): KeyringError {
  return new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'hmac', option, message });
}

/** Whether a placeholder is the signature. */
export function isSignature(name: string): boolean {
  return name === 'signature';
}

/** Whether a template has a placeholder. */
export function has(template: string, isMeant: (name: string) => boolean): boolean {
  return uses(piecesOf(template), isMeant);
}

// That it is one was checked with the options.
function piecesOf(template: string): readonly Piece[] {
  const parsed = parseTemplate(template);
  return 'pieces' in parsed ? parsed.pieces : [];
}

function split(templates: Texts = {}): { readonly before: Entries; readonly after: Entries } {
  const entries: Entries = Object.entries(templates).map(([name, text]) => [name, piecesOf(text)]);
  return {
    before: entries.filter(([, pieces]) => !uses(pieces, isSignature)),
    after: entries.filter(([, pieces]) => uses(pieces, isSignature)),
  };
}

function fillAll(entries: Entries, facts: Facts): MaybePromise<Texts> {
  return entries.reduce<MaybePromise<Texts>>(
    (before, [name, pieces]) =>
      whenReady(before, (texts) =>
        whenReady(
          fill(pieces, (part) => factOf(part, facts)),
          (value) => ({ ...texts, [name]: textOf(value) }),
        ),
      ),
    {},
  );
}

function lowerCased(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name.toLowerCase(), value]));
}
