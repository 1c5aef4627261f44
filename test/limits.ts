// How long a test waits for anything at all.

/** Milliseconds. Nothing that is tested takes so long on however busy a machine: only what hangs meets it. */
export const HANGS_MS = 300_000;
