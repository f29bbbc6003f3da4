import { type KeyringRouteConfig } from 'axios-keyring';
import { type Setup } from './setups.js';

/** A config with a route for each setup; every credential is a reference to a variable. */
export function configText(chosen: readonly Setup[], schema: string): string {
  return `${JSON.stringify({ $schema: schema, routes: chosen.map(routeOf) }, undefined, 2)}\n`;
}

function routeOf({ provider, constants, variables }: Setup): KeyringRouteConfig {
  const references = Object.entries(variables).map(([option, env]) => [option, { env }] as const);
  const options = { ...constants, ...Object.fromEntries(references) };
  return { provider, ...(Object.keys(options).length > 0 && { options }) };
}
