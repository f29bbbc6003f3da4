import { ensure } from './check.js';
import {
  type Checks,
  credentialsOf,
  ensureAuthenticated,
  overEachAdapter,
  secretParametersOf,
} from './stage.js';

/** A credential stands where the API looks for it, whatever the user has there. */
export const placement: Checks = {
  'placement: takes the place of what the user has of the same name': overEachAdapter(async (stage) => {
    const { provide, send } = stage;
    const [arrival] = (await send([provide()])).arrivals;
    ensure(arrival !== undefined, 'The request was not sent.');
    const parameters = secretParametersOf(stage, arrival).map(([name]) => name);
    const headers = credentialsOf(stage, arrival)
      .map(([name]) => name)
      .filter((name) => !parameters.includes(name));
    const ofUser = (names: readonly string[]): object =>
      Object.fromEntries(names.map((name) => [name, name === 'cookie' ? 'of=the-user' : 'of-the-user']));
    const sent = await send([provide()], { headers: ofUser(headers), params: ofUser(parameters) });
    ensureAuthenticated(sent, `A request with ${[...headers, ...parameters].join(', ')} of the user’s own`);
    const [again] = sent.arrivals;
    const names = again ? secretParametersOf(stage, again).map(([name]) => name) : [];
    ensure(
      new Set(names).size === names.length && !again?.target.includes('of-the-user'),
      `The query parameter ${parameters.join(', ')} of the user’s own was sent beside the credential.`,
    );
  }),
};
