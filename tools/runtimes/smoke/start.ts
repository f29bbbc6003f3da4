import { handIn, runSuite } from './suite.js';

if (typeof process === 'object') {
  // What is a process of its own ends when nothing is left to do, as a service does.
  void runSuite(process.argv.at(-1) ?? '');
} else if (location.search === '?worker') {
  // The page's own address says whether a worker does the work, which then has the address of this script.
  const worker = new Worker('/script.js', { type: 'module' });
  worker.addEventListener('error', ({ message }) => {
    void handIn(location.origin, [{ name: 'the worker', problem: message }]);
  });
} else void runSuite(location.origin);
