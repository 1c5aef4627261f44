// A process that owns a set and waits to be killed: says `begun`, `under way` and `ready` as it gets there. With
// `network` it starts whole clusters.
import { setTimeout as wait } from 'node:timers/promises';
import { findFiles, MCS_API } from './definitions.ts';
import { findPrograms } from './find.ts';
import { programsOf } from './processes.ts';
import { beginOwnedSet } from './sets.ts';
import { startApiServers, startNetworkedClusters } from './start-set.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const set = await beginOwnedSet();
say('begun');
const options = { set, names: ['one'], programs: findPrograms() };
const starting =
  process.argv[2] === 'network'
    ? startNetworkedClusters(options, findFiles(MCS_API) ?? [])
    : startApiServers({ ...options, controllers: false });
while ((await programsOf(set)).length === 0) await wait(20);
say('under way');
await starting;
say('ready');
await wait(600_000);
