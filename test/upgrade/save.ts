// `node test/upgrade/save.ts FILE`: the fleet of world.ts as this version leaves it, for later ones to go on with.
import { writeFile } from 'node:fs/promises';
import { save } from './saved-fleet.ts';
import { CHANGED, savedWorld } from './world.ts';

const [file = 'fleet.json'] = process.argv.slice(2);
const { rig, tasks } = await savedWorld(1);
await writeFile(file, `${JSON.stringify(await save(rig, tasks, CHANGED), null, 1)}\n`);
