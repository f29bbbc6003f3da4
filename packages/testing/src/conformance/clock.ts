import { ensure } from './check.js';
import { type Checks, ensureAuthenticated } from './stage.js';

// In milliseconds.
const hour = 3_600_000;
const minute = 60_000;

/** Who signs the time goes by the clock of the API, once that has refused a request for it. */
export const clock: Checks = {
  'clock: signs once more with the time of the API': async (stage) => {
    const { exchanges, provide, requests, send, signedTime, staleStatus: status = 401 } = stage;
    if (!signedTime) return;
    const interceptor = provide();
    const ahead = Date.now() + hour;
    const refusal = { status, headers: { date: new Date(ahead).toUTCString() } };
    requests.play(refusal, { status: 200 });
    const { outcome, arrivals } = await send([interceptor]);
    const [first, again] = arrivals;
    ensureAuthenticated(
      { outcome, arrivals: arrivals.slice(0, 1) },
      'A request by the clock of this machine',
    );
    ensure(
      first !== undefined && Math.abs(signedTime(first) - Date.now()) < minute,
      'A request was not signed with the time of this machine, or signedTime reads something else.',
    );
    ensure(
      again !== undefined && Math.abs(signedTime(again) - ahead) < minute && !(outcome instanceof Error),
      'A request that was refused by a clock that is an hour ahead was not sent again with that time. Take the time from ' +
        'request.now(), and let onRefusal say nothing else for such a refusal.',
    );
    requests.play({ ...refusal, headers: { date: new Date(ahead + hour).toUTCString() } });
    const { arrivals: more } = await send([interceptor]);
    // A token beside the time is another cause.
    const most = exchanges.passed.length > 0 ? 3 : 2;
    ensure(
      more.length <= most,
      `A request that is refused whatever time it has was sent ${more.length} times and not at most ${most} times.`,
    );
  },
};
