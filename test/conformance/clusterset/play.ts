// Plays a story: on whatever clusters, until what an importer made is what is predicted; and what real programs answer
// then.
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../lib/core/index.ts';
import {
  answerTo,
  type DnsAnswer,
  type DnsQuestion,
  type DnsRecord,
  type ImportedName,
} from '../../../lib/features/services/predict/clusterset-dns.ts';
import { IMPORTS, type KubeObject, SLICES } from '../../contract/importer/fleet.ts';
import { type Imports, predicted, seen } from '../../property/clusterset/imports.ts';
import { importedNames } from './imported.ts';
import { CLUSTERS, type Story, TWO } from './stories.ts';

/** Clusters with an importer over them. */
export interface World {
  put(cluster: string, path: string, object: object): Promise<void>;
  remove(cluster: string, path: string): Promise<void>;
  list<T extends KubeObject>(cluster: string, path: string): Promise<readonly T[]>;
  /** The importer does not reach it any more. */
  lose(cluster: string): void;
  /** A second, or what is due. */
  pass(): Promise<void>;
}

export interface Told {
  /** Of the story's name, by cluster. */
  readonly imports: Imports;
  readonly predicted: Imports;
  /** As a resolver of `TWO` knows them. */
  readonly names: readonly ImportedName[];
}

const PATIENCE_MS = 60_000;

export async function play({ changes, key }: Story, world: World): Promise<Told> {
  for (const { cluster, path, object } of changes) {
    if (object === 'lost') {
      await settled(key, world);
      world.lose(cluster);
    } else if (object === undefined) {
      await settled(key, world);
      await world.remove(cluster, path);
    } else {
      await world.put(cluster, path, object);
      if (path.includes('serviceexports')) await world.pass();
    }
  }
  return settled(key, world);
}

/** What is made, once it is as predicted; as it is, where it does not come to that. */
async function settled(key: string, world: World): Promise<Told> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const [expected, made] = [ofName(key, await predicted(world, CLUSTERS)), ofName(key, await seen(world, CLUSTERS))];
    if (isDeepStrictEqual(plain(expected), plain(made)) || Date.now() > deadline) {
      const imports = await world.list<KubeObject & JsonObject>(TWO, IMPORTS);
      const slices = await world.list<KubeObject & JsonObject>(TWO, SLICES);
      const names = importedNames(imports, slices).filter(({ namespace, name }) => `${namespace}/${name}` === key);
      return { imports: plain(made) as Imports, predicted: plain(expected) as Imports, names };
    }
    await world.pass();
    await wait(50);
  }
}

function ofName(key: string, imports: Imports): Imports {
  return Object.fromEntries(Object.entries(imports).filter(([name]) => name.startsWith(`${key} in `)));
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Answers without an order. */
export function comparable({ code, records }: DnsAnswer): object {
  return { code, records: records.map(recordText).sort() };
}

export function predictedAnswer(question: DnsQuestion, names: readonly ImportedName[]): object {
  return comparable(answerTo(question, names));
}

function recordText(record: DnsRecord): string {
  return Object.values(record).map(String).join(' ').replace(/\.$/, '');
}
