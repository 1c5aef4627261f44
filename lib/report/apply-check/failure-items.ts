// The steps of a run that failed, each with its cause and with who does what next.
import { clip, code, escaped } from '../markdown/escape.ts';
import { nextStepWords } from './next-step.ts';
import type { RunView } from './run-view.ts';

const NAME_LENGTH = 200;
const SYSTEM_LENGTH = 100;
const MESSAGE_LENGTH = 300;

/** Markdown, an item for each. */
export function failureItems({ failures }: RunView): readonly string[] {
  return failures.map(({ step, failure }) => {
    const said = `${escaped(clip(failure.system, SYSTEM_LENGTH))}: ${escaped(clip(failure.message, MESSAGE_LENGTH))}`;
    return `${code(clip(step, NAME_LENGTH))} — ${said} (${code(failure.code)}). ${nextStepWords(failure)}`;
  });
}
