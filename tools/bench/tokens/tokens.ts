import { type Suite } from '../suite.js';
import { exchangeFigures } from './exchanges.js';
import { hitFigures } from './hits.js';
import { memoryFigures } from './memory.js';
import { requestFigures } from './requests.js';
import { sharedExchangeFigures } from './shared-exchanges.js';

/** What tokens cost while they are at hand, and how often they are fetched. */
export const tokens: Suite = {
  name: 'tokens',
  about: 'the cost of a token that is at hand, in time and memory, and exchanges under load',
  async run(say) {
    // First, while the heap is small.
    say('memory per identity');
    const memory = await memoryFigures();
    say('exchanges for 10,000 requests at once');
    const exchanges = await exchangeFigures();
    say('exchanges of processes that share tokens');
    const shared = await sharedExchangeFigures();
    say('time of a token that is at hand');
    const hits = await hitFigures();
    say('time of a whole request');
    return [...hits, ...(await requestFigures()), ...memory, ...exchanges, ...shared];
  },
};
