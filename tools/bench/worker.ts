import { contestantsOf } from './contestants.js';

// Measures one contestant of a group whenever it is told its name. The arguments: the group, and where the server is.

async function main([group = '', url = '']: readonly string[]): Promise<void> {
  const contestants = new Map((await contestantsOf(group, url)).map((one) => [one.name, one]));
  process.on('message', (name: string) => {
    // A rejection ends this process, which is seen by whoever waits for it.
    void contestants
      .get(name)
      ?.measure()
      .then((time) => process.send?.(time));
  });
  process.send?.([...contestants.keys()]);
}

void main(process.argv.slice(2));
