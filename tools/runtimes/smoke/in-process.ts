import { Control } from './control.js';
import { runSuite } from './suite.js';

// What is a process of its own ends when nothing is left to do, as a service does.
void runSuite(new Control(process.argv[2] ?? ''));
