import { property } from '@axios-keyring/core';
import { environmentText, parseBaseURL } from '@axios-keyring/core/engine';
import { type RouteEntry } from '../read/layers.js';
import { type KnownProvider, knownProviders } from '../../known-providers.js';

/** Which requests are for a provider that is not there: those to its base URL, else to all hosts of its vendor. */
export function absentHosts({ baseURL, options, identity, given }: RouteEntry): readonly string[] {
  if (baseURL) return [baseURL.value];
  const known = given?.declaration ?? own(identity);
  const replacement = replacementOf(options.get('baseURL')?.value, known);
  if (replacement !== undefined) return [replacement];
  return known?.hosts ?? [];
}

// The option, or its variable, that replaces the hosts of a provider that is there.
function replacementOf(
  option: unknown,
  known: Pick<KnownProvider, 'environmentPrefix'> | undefined,
): string | undefined {
  const named = property(option, 'env');
  const prefix = option === undefined ? known?.environmentPrefix : undefined;
  const fallback = prefix && `${prefix}_BASE_URL`;
  const variable = typeof named === 'string' ? named : fallback;
  const text = typeof option === 'string' ? option : variable && textOf(variable);
  const parsed = text ? parseBaseURL(text, true) : undefined;
  return parsed && 'baseURL' in parsed ? parsed.baseURL.href : undefined;
}

function own(identity: string): KnownProvider | undefined {
  return Object.hasOwn(knownProviders, identity) ? knownProviders[identity] : undefined;
}

function textOf(variable: string): string | undefined {
  try {
    return environmentText(variable);
  } catch {
    // The file that it names cannot be read. Where the requests go is not known then, so those to the vendor fail.
    return undefined;
  }
}
