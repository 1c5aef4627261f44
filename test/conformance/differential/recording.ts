// What a real server answered, kept as lines of JSON: which server, then the requests of each episode with their
// answers.
import type { Input } from './exchange.ts';
import type { PlainAnswer } from './plain-answer.ts';

export interface Recording {
  readonly server: string;
  readonly episodes: readonly RecordedEpisode[];
}

export interface RecordedEpisode {
  readonly title: string;
  readonly exchanges: readonly (readonly [Input, PlainAnswer])[];
}

export function printRecording({ server, episodes }: Recording): string {
  const lines: unknown[] = [{ server }];
  for (const { title, exchanges } of episodes) lines.push({ episode: title }, ...exchanges);
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

export function readRecording(text: string): Recording {
  const [first, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const episodes: { title: string; exchanges: [Input, PlainAnswer][] }[] = [];
  for (const line of lines) {
    if (Array.isArray(line)) episodes.at(-1)?.exchanges.push(line as [Input, PlainAnswer]);
    else episodes.push({ title: (line as { episode: string }).episode, exchanges: [] });
  }
  return { server: (first as { server: string }).server, episodes };
}
