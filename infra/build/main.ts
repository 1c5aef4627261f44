// `npm run build`: a bundle for each function and the package of the command line, in dist/.
import { resolve } from 'node:path';
import { bundle } from './bundle.ts';
import { FUNCTIONS } from '../deploy/contract.ts';
import { buildCommandLine } from './command-line.ts';
import { functionProgram } from './functions.ts';
import { buildStart } from './image.ts';

const directory = resolve('dist');
for (const name of FUNCTIONS) {
  const { sizes } = await bundle(functionProgram(name), `${directory}/functions/${name}`);
  say(`dist/functions/${name}`, sizes);
}
await buildStart(`${directory}/functions`);
say('dist/rangelight', await buildCommandLine(`${directory}/rangelight`));

function say(what: string, sizes: ReadonlyMap<string, number>): void {
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  process.stdout.write(`${what.padEnd(24)} ${(bytes / 1e6).toFixed(1)} MB\n`);
}
