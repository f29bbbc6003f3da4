import { type RouteReport } from 'axios-keyring';
import { commandLine } from '../failure.js';
import { type Screen } from '../screen.js';
import { type Setup } from './setups.js';

/** What is left to do before the config works. */
export function nextSteps(chosen: readonly Setup[], routes: readonly RouteReport[], screen: Screen): string {
  const { env } = screen.io;
  const missing = routes.filter(({ status }) => status === 'not-installed').map((route) => route.package);
  const packages = [...new Set(missing)].join(' ');
  const variables = [...new Set(chosen.flatMap((setup) => Object.values(setup.variables)))];
  const unset = variables.filter((name) =>
    [env[name] ?? '', env[`${name}_FILE`] ?? ''].every((set) => set === ''),
  );
  const steps = [
    `npm install axios axios-keyring${packages === '' ? '' : ` ${packages}`}`,
    ...(unset.length === 0 ? [] : [`Set ${unset.join(', ')}; NAME_FILE may name a file in place of NAME.`]),
    `${commandLine} check --live`,
  ];
  return [screen.paint('bold', 'Next'), ...steps.map((step, index) => `${index + 1}. ${step}`)].join('\n');
}
