// What every chapter of the demo works with, and what it leaves for the next.
import type { Octokit } from '@octokit/rest';
import type { Answer, Ask } from '../client.ts';
import type { LocalRangelight } from '../../rangelight.ts';
import type { WorkingCopy } from '../working-copy.ts';

export interface Context {
  readonly local: LocalRangelight;
  readonly copy: WorkingCopy;
  readonly octokit: Octokit;
  /** Asks through the proxy of a region. */
  readonly ask: (region: string, url: string, options?: Ask) => Promise<Answer>;
  readonly say: (text: string) => void;
  /** MultiClusterIngress (`namespace/name`) → VIP, once it is known. */
  readonly vips: Map<string, string>;
}

/** One chapter: what it is called, and what it does; it returns what happened as data. */
export interface Chapter {
  readonly title: string;
  readonly tell: (context: Context) => Promise<Readonly<Record<string, unknown>>>;
}

export const US = 'us-west1';
export const EU = 'europe-north1';
