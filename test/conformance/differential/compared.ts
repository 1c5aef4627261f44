// Sends episodes to two servers, side by side, and keeps what they answered differently.
import { rowsFor } from './by-version.ts';
import { compare, type Difference } from './difference.ts';
import type { Episode, Input } from './exchange.ts';
import { plainAnswer } from './plain-answer.ts';
import type { Target } from './target.ts';

export interface Mismatch {
  readonly episode: string;
  /** Place of the request in its episode. */
  readonly index: number;
  readonly input: Input;
  readonly difference: Difference;
}

export interface Comparison {
  readonly requests: number;
  /** How often the real server ended the connection instead: some requests make it panic. */
  readonly unanswered: number;
  /** How many answers differ as those of the real server's version do. */
  readonly ofVersion: number;
  readonly mismatches: readonly Mismatch[];
}

/**
 * An episode ends with its first difference that leaves a trace: what follows would be asked of two different states.
 */
export async function compareEpisode(ours: Target, real: Target, episode: Episode): Promise<Comparison> {
  ours.forget();
  real.forget();
  let ofVersion = 0;
  for (const [index, input] of episode.inputs.entries()) {
    const so = { requests: index + 1, unanswered: 0, mismatches: [] };
    const [a, b] = await Promise.all([ours.send(input), real.send(input)]);
    if (b === undefined || a === undefined) return { ...so, ofVersion, unanswered: 1 };
    const { difference, expected } = compare(plainAnswer(a), plainAnswer(b), rowsFor(real.version, input));
    if (difference !== undefined)
      return { ...so, ofVersion, mismatches: [{ episode: episode.title, index, input, difference }] };
    if (expected.length > 0) ofVersion += 1;
    if (expected.some(({ leavesTrace }) => leavesTrace === true)) return { ...so, ofVersion };
  }
  return { requests: episode.inputs.length, unanswered: 0, ofVersion, mismatches: [] };
}
