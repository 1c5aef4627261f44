// A person with the command line.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKETS, PROJECT, TOKENS } from '../../../infra/local/layout.ts';
import { rangelight } from '../cli-process.ts';
import type { Scenario } from './scenario.ts';

export interface Person {
  /** Says a command with a reason, and gives the exit code and everything that was printed. */
  readonly say: (...words: readonly string[]) => Promise<readonly [code: number | null, said: string]>;
  /** Asks what needs no reason. */
  readonly ask: Person['say'];
  readonly leave: () => Promise<void>;
}

export async function personAt({ cloud }: Pick<Scenario, 'cloud'>): Promise<Person> {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-person-'));
  const endpoints = join(directory, 'endpoints.json');
  const { storage, pubsub } = cloud.urls;
  const given = {
    project: PROJECT,
    bucket: BUCKETS.state,
    personToken: TOKENS.person,
    storage,
    pubsub: `http://${pubsub}`,
  };
  await writeFile(endpoints, JSON.stringify(given));
  const ask: Person['ask'] = async (...words) => {
    const { code, stdout, stderr } = await rangelight([...words, '--local', endpoints]);
    return [code, stdout + stderr];
  };
  return {
    ask,
    say: (...words) => ask(...words, '--reason', 'we look at it'),
    leave: () => rm(directory, { recursive: true }),
  };
}
