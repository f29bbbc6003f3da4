// A registry on a free port of 127.0.0.1. The arguments: the folder for its files, and the registry from which it takes
// the packages of others. Ours it takes from nowhere else, so that what is installed is what was published to it.
import { runServer } from 'verdaccio';

const [storage, uplink] = process.argv.slice(2);
const ours = { access: '$all', publish: '$all' };
const server = await runServer({
  storage,
  self_path: storage,
  uplinks: { uplink: { url: uplink } },
  packages: {
    '@axios-keyring/*': ours,
    'axios-keyring': ours,
    '**': { access: '$all', proxy: 'uplink' },
  },
  web: { enable: false },
  log: { type: 'stdout', level: 'warn', format: 'pretty', colors: false },
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listens on http://127.0.0.1:${server.address().port}/`);
});
