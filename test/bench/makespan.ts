// `npm run bench -- --part makespan [--json FILE] [--balancers 1,10] [--namespaces one,many] [--scene TEXT]`: how long
// traffic takes to move, in the time of the emulated cloud, beside the least that it can take (docs/makespan.md). On
// every machine the figures are the same.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Measured, measure } from './makespan/measure.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    json: { type: 'string' },
    balancers: { type: 'string', default: '1,10,100,300' },
    namespaces: { type: 'string', default: 'one,many' },
    scene: { type: 'string', default: '' },
  },
});

const found: Measured[] = [];
const row = (cells: readonly string[]): void =>
  void process.stdout.write(`${cells.map((cell, at) => (at < 2 ? cell.padEnd(30) : cell.padStart(10))).join('')}\n`);
row(['load balancers', 'what', 'moved', 'bound', 'ratio', 'serial', 'ten', 'finished', 'writes', 'per step']);
const namespaces = values.namespaces.split(',');
for (const balancers of values.balancers.split(',').map(Number)) {
  for (const isSpread of [false, true]) {
    if (!namespaces.includes(isSpread ? 'many' : 'one') || (isSpread && balancers === 1)) continue;
    await measure({ balancers, isSpread }, new RegExp(values.scene), (one) => {
      found.push(one);
      const seconds = [one.moved, one.bound].map((value) => `${value.toFixed(1)} s`);
      const others = [one.serial, one.ten, one.finished].map((value) => `${value.toFixed(0)} s`);
      const perStep = (one.storageCalls / Math.max(1, one.steps)).toFixed(1);
      const where = `${balancers} ${isSpread ? 'spread' : 'in one namespace'}`;
      row([where, one.scene, ...seconds, one.ratio.toFixed(2), ...others, `${one.writes}`, perStep]);
    });
  }
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(found, null, 2)}\n`);
process.exit(0);
