// Sends episodes to two servers, side by side, and keeps what they answered differently.
import { type Difference, difference } from './difference.ts';
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
  readonly mismatches: readonly Mismatch[];
}

/** An episode ends with its first difference: what follows would be asked of two different states. */
export async function compareEpisode(ours: Target, real: Target, episode: Episode): Promise<Comparison> {
  ours.forget();
  real.forget();
  for (const [index, input] of episode.inputs.entries()) {
    const [a, b] = await Promise.all([ours.send(input), real.send(input)]);
    if (b === undefined || a === undefined) return { requests: index + 1, unanswered: 1, mismatches: [] };
    const found = difference(plainAnswer(a), plainAnswer(b));
    if (found === undefined) continue;
    const mismatch = { episode: episode.title, index, input, difference: found };
    return { requests: index + 1, unanswered: 0, mismatches: [mismatch] };
  }
  return { requests: episode.inputs.length, unanswered: 0, mismatches: [] };
}
