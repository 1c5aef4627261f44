// How much YAML may ask of the planner, which reads untrusted pull requests. What is over a limit is said and not read.

/** Of one file, document or value. */
export const LIMITS = {
  /** Bytes of one file. */
  bytes: 1024 * 1024,
  /** YAML documents of one file, and directives, each of which could be a warning. */
  documents: 1000,
  /** Levels of nesting: reading recurses, and a manifest has some fifteen. */
  depth: 32,
  /** Values of one document, counting what aliases stand for each time. */
  values: 50_000,
  /** Letters of one text: Kubernetes lets all annotations of an object have 256 KiB. */
  text: 256 * 1024,
  /** Letters of a key, as YAML allows without `?`. Messages about what stands below a key repeat it. */
  key: 1024,
  /** Anchors and tags of one value, of which YAML allows one each. */
  properties: 16,
  /** Problems that are reported of one document: the rest mostly follows from the first ones. */
  problems: 20,
  /** Fields of one document that are said to be wrong by the schema of its kind. */
  violations: 100,
} as const;

/**
 * Of all files that are read together: the manifests of a fleet, or the fleet files of a commit. Reading takes some
 * three microseconds and 700 bytes per token at worst: a second and 200 MiB. They are some 37,000 lines of manifests.
 */
export const TOGETHER = {
  files: 5_000,
  bytes: 16 * 1024 * 1024,
  /** What YAML's lexer finds, white space and comments included, and each escape in a text: each could be an error. */
  tokens: 300_000,
  documents: 10_000,
  /** As of one document. */
  values: 250_000,
  /** Letters of texts and keys, counting what aliases stand for each time. */
  letters: 16 * 1024 * 1024,
} as const;

/** Fleet files of a commit: each is a fleet to be planned. */
export const FLEET_FILES = 20;
