// Stories that nobody thought of, on the real parts: what is predicted of each is what they do. What was seen is kept
// by seed, which `npm test` holds the predictor against.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { madeUpStory } from './made-up-stories.ts';
import { type Called, callers } from './predicted.ts';

const RECORDING = fileURLToPath(new URL('made-up.jsonl', import.meta.url));

export interface RecordedSeed {
  readonly seed: number;
  /** In the order of `callers`. */
  readonly answered: readonly Called['answered'][];
}

export function readMadeUp(): readonly RecordedSeed[] {
  const lines = readFileSync(RECORDING, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedSeed);
}

/** What was seen of a seed, as the calls of its story. */
export function callsOf({ seed, answered }: RecordedSeed): readonly Called[] {
  return callers(madeUpStory(seed)).map((one, index) => ({ ...one, answered: answered[index] ?? [] }));
}

export function beginRecording(): void {
  writeFileSync(RECORDING, '');
}

export function record(seed: number, calls: readonly Called[]): void {
  const one: RecordedSeed = { seed, answered: calls.map(({ answered }) => answered) };
  appendFileSync(RECORDING, `${JSON.stringify(one)}\n`);
}
