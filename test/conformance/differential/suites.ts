// What is asked of both servers: input by input, and made up from a seed, kind by kind.
import { definitionEpisodes } from './directed/definitions.ts';
import { applyEpisodes } from './directed/apply.ts';
import { builtInEpisodes } from './directed/built-in.ts';
import { readEpisodes } from './directed/reads.ts';
import { replicatedEpisodes } from './directed/replicated.ts';
import { drawFor } from './draw.ts';
import type { Episode } from './exchange.ts';
import { kinds } from './kinds/index.ts';
import { madeUpEpisode } from './made-up-episode.ts';

export interface Suite {
  readonly title: string;
  readonly episodes: Iterable<Episode>;
}

const EPISODE_LENGTH = 25;

export const directedSuites: readonly Suite[] = [
  { title: 'apply', episodes: applyEpisodes },
  { title: 'reads and deletions', episodes: readEpisodes },
  { title: 'built-in kinds', episodes: builtInEpisodes },
  { title: 'what makes pods', episodes: replicatedEpisodes },
  { title: 'definitions', episodes: definitionEpisodes },
];

/** One suite per kind; the same seed makes up the same episodes. */
export function madeUpSuites(seed: number, episodesPerKind: number): readonly Suite[] {
  return kinds.map((kind) => ({
    title: kind.title,
    episodes: Array.from({ length: episodesPerKind }, (_, index) => {
      const id = `${kind.plural.slice(0, 20)}-${seed}-${index}`;
      return madeUpEpisode(drawFor(seed, id), kind, id, EPISODE_LENGTH);
    }),
  }));
}
