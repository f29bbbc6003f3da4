import { addedCost, plusMicroseconds, ratioOf } from '../added-cost.js';
import { barFigure, bars } from '../bars.js';
import { measureTimes } from '../measure-times.js';
import { type Suite } from '../suite.js';
import { timeFigures } from '../time-figures.js';
import { getContestants } from './get-contestants.js';
import { names } from './names.js';
import { postContestants } from './post-contestants.js';

/** What a request costs where nothing is sent. */
export const adapter: Suite = {
  name: 'adapter',
  about: 'the cost of a request with an adapter that does nothing',
  async run(say) {
    say('GET');
    const gets = await measureTimes(getContestants(), 45);
    say('POST with 1 KiB of JSON');
    const posts = await measureTimes(postContestants(), 91);
    const added = addedCost(posts, names.signed, names.barePost);
    const against = (other: string): [number, string] => {
      const theirs = addedCost(posts, other, names.barePost);
      return [added / theirs, `${plusMicroseconds(added)} and ${plusMicroseconds(theirs)}`];
    };
    const header = addedCost(gets, names.header, names.bare);
    const unmatched = Math.max(
      ...[names.unmatched, names.unmatchedKeyring].map((name) => ratioOf(gets, name, names.bare)),
    );
    return [
      ...timeFigures(gets, names.bare),
      ...timeFigures(posts, names.barePost),
      barFigure(bars.header, ratioOf(gets, names.header, names.bare), plusMicroseconds(header)),
      barFigure(bars.signed, ...against(names.handWrittenHmac)),
      barFigure(bars.signedLikeAws, ...against(names.aws)),
      barFigure(bars.unmatched, unmatched, 'the larger of a provider and a keyring'),
    ];
  },
};
