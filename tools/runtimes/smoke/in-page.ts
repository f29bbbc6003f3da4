import { Control } from './control.js';
import { runSuite } from './suite.js';

const control = new Control(location.origin);

// The page's own address says whether a worker does the work, which then has the address of this script.
if (location.search === '?worker') {
  const worker = new Worker('/script.js', { type: 'module' });
  worker.addEventListener('error', ({ message }) => void control.fail(message));
} else void runSuite(control);
