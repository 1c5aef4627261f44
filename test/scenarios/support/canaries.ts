// Values that may stand in one place alone, and whether they were seen anywhere else: in every form in which programs
// write bytes as text.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { BUCKETS, NAME, TOKENS } from '../../../infra/local/layout.ts';
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import type { LogLine } from './log-lines.ts';

const run = promisify(execFile);

/** Of base64: what stands before shifts the letters, in three ways, and spoils those at both ends. */
const SHIFTS = [0, 1, 2];
const MOST_GIT_BYTES = 1 << 28;

/** Texts by which a value is recognized. */
export function formsOf(value: string): readonly string[] {
  const encoded = SHIFTS.flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    const inner = whole.toString('base64').slice(shift === 0 ? 0 : 4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(inner)];
  });
  const hex = Buffer.from(value).toString('hex');
  const escaped = JSON.stringify(value).slice(1, -1);
  return [...new Set([value, encodeURIComponent(value), escaped, hex, ...encoded])].filter((one) => one.length >= 8);
}

/** Lines of the body of a PEM: each gives the key away. */
export function linesOfKey(pem: string): readonly string[] {
  return pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'));
}

/** All of them as one: what is left of a PEM where white space is taken out. */
export function bodyOfKey(pem: string): string {
  return pem
    .split('\n')
    .filter((line) => !line.startsWith('-'))
    .join('');
}

export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** `PLACE has CANARY`, sorted. @param canaries by what they are called. */
export function leaks(places: readonly Place[], canaries: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const wanted = [...canaries].flatMap(([name, values]) =>
    values.flatMap((value) => formsOf(value).map((form) => ({ name, form: Buffer.from(form) }))),
  );
  const found = places.flatMap(({ name: place, bytes }) =>
    wanted.filter(({ form }) => bytes.includes(form)).map(({ name }) => `${place} has ${name}`),
  );
  return [...new Set(found)].sort();
}

const place = (name: string, value: unknown): Place => ({
  name,
  bytes: Buffer.from(
    JSON.stringify(value, (_, one: unknown) =>
      one instanceof Error ? [one.name, one.message, one.stack, one.cause] : one,
    ) ?? '',
  ),
});

/** Everything that is written outside of Compute and the clusters: documents, messages, calls, log lines, Git. */
export async function placesOf(cloud: LocalCloud, log: readonly LogLine[]): Promise<readonly Place[]> {
  const messages = cloud.pubsub.record.publishes.map(({ message }, at) => ({
    name: `message ${at}`,
    bytes: Buffer.from(message.data),
  }));
  const journals = Object.entries({
    github: cloud.github.journal,
    pubsub: cloud.pubsub.journal,
    storage: cloud.storage.journal,
    hub: cloud.hub.journal,
    monitoring: cloud.monitoring.journal,
  }).flatMap(([name, { entries }]) => entries.map((entry, at) => place(`call ${at} of ${name}`, entry)));
  return [
    ...(await documentsOf(cloud)),
    ...messages,
    ...journals,
    ...log.map((line, at) => place(`log line ${at}`, line)),
    await gitOf(cloud),
  ];
}

/** Kept compressed or not. */
async function documentsOf({ storage, urls }: LocalCloud): Promise<readonly Place[]> {
  const headers = { authorization: `Bearer ${TOKENS.person}` };
  const places: Place[] = [];
  for (const bucket of Object.values(BUCKETS)) {
    for (const { name } of storage.objects(bucket)) {
      const url = `${urls.storage}/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`;
      const bytes = Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
      const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
      places.push({ name: `${bucket}/${name}`, bytes: isPacked ? gunzipSync(bytes) : bytes });
    }
  }
  return places;
}

/** Every object of the repository, as Git shows it. */
async function gitOf({ github }: LocalCloud): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-git-'));
  try {
    await run('git', ['clone', '--quiet', '--mirror', github.repository(NAME).gitUrl(), directory]);
    const { stdout } = await run('git', ['-C', directory, 'cat-file', '--batch-all-objects', '--batch'], {
      encoding: 'buffer',
      maxBuffer: MOST_GIT_BYTES,
    });
    return { name: 'git', bytes: stdout };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
