// What the verbs that ask what a directory would be, if it were applied, have in common.
import type { Command } from 'commander';
import type { Outcome } from './outcome.ts';

/** What every verb about a directory takes. */
export const DIRECTORY = 'directory with rangelight.yaml in it or below';
/** Where the person stands. */
export const HERE = '.';
export const WHICH_FLEET = 'which fleet, when the directory has several';

/** Adds verbs to the program. @param finish takes the outcome of the verb that was asked for. */
export type AddVerbs = (program: Command, finish: (outcome: Outcome) => void) => void;

export interface QuestionOptions {
  readonly json?: true;
  readonly fleet?: string;
  readonly facts?: string;
  readonly from: string;
}
