// How much a manifest file may ask of the planner, which reads untrusted pull requests. May import: nothing.

export const LIMITS = {
  /** Bytes of one file. */
  bytes: 1024 * 1024,
  /** YAML documents of one file. */
  documents: 1000,
  /** Levels of nesting. */
  depth: 32,
  /** Values of one document, counting what aliases stand for each time. */
  values: 50_000,
  /** Items, commas, anchors and tags of one file, before they mean anything. */
  parts: 150_000,
  /** Anchors and tags of one value, of which YAML allows one each: each further one costs an error with its stack. */
  properties: 16,
  /** Problems that are reported of one document: the rest mostly follows from the first ones. */
  problems: 20,
} as const;
