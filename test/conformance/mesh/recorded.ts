// What was seen of many stories, in a small file: a line of all answers that were met, then a line for each story with
// the places of its answers in the first one, in the order of `callers`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answered, Called } from './called.ts';
import { callers } from './predicted.ts';
import type { Story } from './story.ts';

/** A story's number in its file. */
export interface RecordedStory {
  readonly seed: number;
  readonly answered: readonly Answered[];
  readonly shares?: readonly (readonly number[])[];
}

interface Line {
  readonly seed: number;
  readonly answered: readonly number[];
  readonly shares?: readonly (readonly number[])[];
}

export const MADE_UP = 'made-up.jsonl';
export const TRUST = 'trust.jsonl';

export function readRecorded(file: string): readonly RecordedStory[] {
  const [first = '{}', ...lines] = readFileSync(pathOf(file), 'utf8').trim().split('\n');
  const { answers } = JSON.parse(first) as { readonly answers: readonly Answered[] };
  return lines.map((text) => {
    const line = JSON.parse(text) as Line;
    return { ...line, answered: line.answered.map((at) => answers[at] ?? []) };
  });
}

/** What was seen of it, as the calls of its story. */
export function callsOfRecorded({ answered, shares }: RecordedStory, story: Story): readonly Called[] {
  return callers(story).map((one, index) => ({
    ...one,
    answered: answered[index] ?? [],
    ...(shares === undefined ? {} : { shares: shares[index] ?? [] }),
  }));
}

/** Keeps what is seen, and writes all of it each time: a run that is interrupted has what it saw. */
export function createRecorder(file: string): (seed: number, calls: readonly Called[]) => void {
  const answers: string[] = [];
  const lines: string[] = [];
  const placeOf = (answered: Answered): number => {
    const text = JSON.stringify(answered);
    return answers.includes(text) ? answers.indexOf(text) : answers.push(text) - 1;
  };
  return (seed, calls) => {
    const isWeighed = calls.some(({ shares }) => shares !== undefined);
    const line: Line = {
      seed,
      answered: calls.map(({ answered }) => placeOf(answered)),
      ...(isWeighed ? { shares: calls.map(({ shares = [] }) => shares) } : {}),
    };
    lines.push(JSON.stringify(line));
    writeFileSync(pathOf(file), `{"answers":[${answers.join(',')}]}\n${lines.join('\n')}\n`);
  };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
