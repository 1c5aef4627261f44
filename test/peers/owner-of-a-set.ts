// A process that owns a set and waits to be killed: says `begun`, `etcd` and `ready` as it gets there.
import { setTimeout as wait } from 'node:timers/promises';
import { findPrograms } from './find.ts';
import { programsOf } from './processes.ts';
import { beginOwnedSet } from './sets.ts';
import { startApiServers } from './start-set.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const set = await beginOwnedSet();
say('begun');
const starting = startApiServers({ set, names: ['one'], programs: findPrograms(), controllers: false });
while ((await programsOf(set)).length === 0) await wait(20);
say('etcd');
await starting;
say('ready');
await wait(600_000);
