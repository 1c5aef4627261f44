// The main of a function's process on this machine, from its sources.
import { flushCompileCache } from 'node:module';
import { serveFunction } from '../deploy/serve-function.ts';

const name = process.argv[2] ?? '';
await import(`../../functions/${name}/main.ts`);
await serveFunction(name, process.env);
// At once, and not at its end: a process that is killed has none.
flushCompileCache();
