// The demo checks every step: what is not as it should be ends it with one clear line.
import { setTimeout as pause } from 'node:timers/promises';

export class StoryFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoryFailed';
  }
}

export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new StoryFailed(otherwise);
}

const LOOK_EVERY_MS = 100;

/**
 * Looks from outside, as a person at GitHub or with curl would, until `look` gives something.
 * Throws StoryFailed after `limitMs` real milliseconds.
 */
export async function until<T>(what: string, limitMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new StoryFailed(`${what}: not within ${limitMs / 1000} s`);
    await pause(LOOK_EVERY_MS);
  }
}
