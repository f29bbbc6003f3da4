import { runMain } from '../packed/run-main.js';
import { runDemo } from './run-demo.js';

runMain(() => runDemo(console.log));
