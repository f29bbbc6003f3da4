import { type Suite } from '../suite.js';
import { bodyFigures } from './bodies.js';
import { routeFigures } from './routes.js';
import { tenantFigures } from './tenants.js';

/** What grows with the number of routes, of tenants, and with the length of a body. */
export const growth: Suite = {
  name: 'growth',
  about: 'routes from 10 to 100,000, tenants from 1 to 100,000, bodies from 1 KiB to 64 MiB',
  async run(say) {
    say('routes');
    const routes = await routeFigures();
    say('tenants');
    const tenants = await tenantFigures();
    say('bodies');
    const bodies = await bodyFigures();
    return [...routes, ...tenants, ...bodies];
  },
};
