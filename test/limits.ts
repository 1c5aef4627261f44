// How long a test waits for anything at all.

/** Milliseconds. Nothing that is tested takes so long on however busy a machine: only what hangs meets it. */
export const HANGS_MS = 300_000;

/** Milliseconds, of a story of several merges that is also told on real API servers. */
export const STORY_MS = 2 * HANGS_MS;
