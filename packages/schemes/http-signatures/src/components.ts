import { KeyringError, type WireRequest } from '@axios-keyring/core';

/** One part of a request that a signature covers. */
export interface Component {
  /** In lower case. */
  readonly name: string;
  /** The name of a query parameter, encoded as the signature has it. */
  readonly parameter: string | undefined;
}

/** Reads a component as the option has it; `undefined` if it is none. */
export function parseComponent(text: string): Component | undefined {
  const [, name, parameter] = /^([@\w!#$%&'*+\-.^`|~()]+)(?:;name="([^"\\]*)")?$/.exec(text) ?? [];
  const isParameter = name?.toLowerCase() === '@query-param';
  if (name === undefined || isParameter !== (parameter !== undefined)) return undefined;
  return { name: name.toLowerCase(), parameter };
}

/** A request with what is known of it when it is signed. */
export interface Message {
  readonly request: WireRequest;
  readonly url: URL;
  /** Those that will be sent, with what the signature itself adds; names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** In seconds. */
  readonly created: number;
  /** In seconds. */
  readonly expires: number | undefined;
}

/** The value of a component that is derived from the request. */
export type Derive = (message: Message, parameter: string | undefined) => string | undefined;

/** Name and port as section 2.2.3 of the RFC has them: a proxy or a user may write more. */
export function authorityOf({ request, url }: Message): string {
  return request.host.toLowerCase().replace(url.protocol === 'https:' ? /:443$/ : /:80$/, '');
}

/** What a request asks for, as on its first line. */
export function targetOf({ url }: Message): string {
  return url.pathname + url.search;
}

// Their values are nothing but what a request without a body, or without a login, does not have.
const ofSome = ['content-digest', 'digest', 'content-type', 'content-length', 'authorization'];

/** Whether there is a body, as far as is known. */
export function hasBody({ bodyLength }: Pick<WireRequest, 'bodyLength'>): boolean {
  return bodyLength !== 0;
}

/**
 * Each component that the request has, with its value.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` for one that it lacks.
 */
export function valuesOf(
  components: readonly Component[],
  derived: Readonly<Record<string, Derive>>,
  message: Message,
): readonly (readonly [Component, string])[] {
  return components.flatMap((component): (readonly [Component, string])[] => {
    const { name, parameter } = component;
    const value = derived[name] ? derived[name](message, parameter) : message.headers[name]?.trim();
    if (value === undefined && ofSome.includes(name) && isLeftOut(name, message)) return [];
    if (value === undefined) throw missing(component);
    // Signatures cover bytes, and who checks them may read others than were meant: section 2.1 of the RFC.
    if (!/^[\t\x20-\x7e]*$/.test(value))
      throw refusal(`The header ${name} has a character outside of ASCII, so it cannot be signed.`);
    return [[component, value]];
  });
}

function isLeftOut(name: string, { request }: Message): boolean {
  return name !== 'content-length' || !hasBody(request);
}

function missing({ name, parameter }: Component): KeyringError {
  if (parameter !== undefined)
    return refusal(
      `The query has no parameter "${parameter}", or has it more than once, so it cannot be signed.`,
    );
  const remedy =
    name === 'content-length'
      ? 'The body is a stream or a form whose length nobody knows yet. Give text, bytes or an object, or sign content-digest too.'
      : 'Set it on the request or the axios instance: what Node or a browser adds by itself is not known here.';
  return refusal(`The header ${name} is to be signed, and the request has none. ${remedy}`);
}

function refusal(message: string): KeyringError {
  return new KeyringError({
    ...{ code: 'ERR_KEYRING_CREDENTIAL', provider: 'http-signatures', option: 'components' },
    message: `${message} Else take it out of components. The request was not sent.`,
  });
}
