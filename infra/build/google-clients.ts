// What Google's libraries carry and nobody here uses, left out of a bundle: gRPC beside the REST calls, message
// definitions of APIs that no client of the bundle has, those of three APIs that the runtime offers beside, and tables
// of encodings in which nobody calls us. `npm run build:check` makes a real call.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'rolldown';

const require = createRequire(import.meta.url);
/** The package's exports leave its files out, so they are found beside its main one. */
const gax = dirname(require.resolve('google-gax'));

/** The runtime of the clients without gRPC, under the names by which clients ask for it. */
const REST_RUNTIME = `
const rest = require(${JSON.stringify(join(gax, 'fallback.js'))});
const { log } = require(${JSON.stringify(require.resolve('google-logging-utils', { paths: [gax] }))});
module.exports = { ...rest, fallback: rest, loggingUtils: { log } };`;

/** Messages of the IAM, Locations and Operations APIs, which the runtime loads for clients that have them. */
const UNUSED_MESSAGES = /\/google-gax\/build\/protos\/(?:iam_service|locations|operations)\.js$/;
/** Tables of encodings other than Unicode and Latin ones: a body in one of them is refused with 415. */
const UNUSED_ENCODINGS = /\/iconv-lite\/encodings\/(?:dbcs-data|sbcs-data|sbcs-data-generated)\.js$/;
const COMPUTE_CLIENT = /\/@google-cloud\/compute\/build\/src\/v1\/(\w+)_client\.js$/;
const COMPUTE_DEFINITIONS = /\/@google-cloud\/compute\/build\/protos\/protos\.json$/;

/** What of Compute a bundle can call. */
export interface Callable {
  /** That have a client in it. */
  readonly services: Set<string>;
  /** Words in quotes of what calls clients by the names of their methods. */
  readonly words: Set<string>;
}

export const OUR_ADAPTER = /\/lib\/adapters\/compute\/[\w-]+\.ts$/;

/** @param callers paths of the modules that call clients. */
export function noteCallable({ services, words }: Callable, callers: RegExp): Plugin {
  return {
    name: 'note-callable',
    moduleParsed({ id, code }) {
      if (callers.test(id))
        for (const [, word = ''] of code?.matchAll(/['"`](\w+?)(?:Async)?['"`]/g) ?? []) words.add(word);
      const [, file] = COMPUTE_CLIENT.exec(id) ?? [];
      if (file !== undefined) services.add(file.replaceAll(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase()));
    },
  };
}

/** @param callable whose messages are kept. */
export function restClients(callable: Callable): Plugin {
  return {
    name: 'rest-clients',
    resolveId: { order: 'pre', handler: (id) => (id === 'google-gax' ? '\0rest-runtime' : undefined) },
    async load(id) {
      if (id === '\0rest-runtime') return { code: REST_RUNTIME, moduleType: 'js' };
      if (UNUSED_MESSAGES.test(id) || UNUSED_ENCODINGS.test(id))
        return { code: 'module.exports = {};', moduleType: 'js' };
      if (!COMPUTE_DEFINITIONS.test(id)) return undefined;
      const pruned = JSON.stringify(prune(JSON.parse(await readFile(id, 'utf8')) as Definitions, callable));
      // Node reads JSON in a string faster than an object literal of that size.
      return { code: `module.exports = JSON.parse(${JSON.stringify(pruned)});`, moduleType: 'js' };
    },
  };
}

interface Namespace<T> {
  readonly nested: T;
}

interface Definition {
  readonly methods?: Readonly<Record<string, { readonly requestType: string; readonly responseType: string }>>;
  readonly fields?: Readonly<Record<string, { readonly type: string }>>;
}

type Definitions = Namespace<{
  readonly google: Namespace<{
    readonly cloud: Namespace<{
      readonly compute: Namespace<{ readonly v1: Namespace<Readonly<Record<string, Definition>>> }>;
    }>;
  }>;
}>;

/** The services with the methods that are called, and every message that these reach; of Compute's API, v1. */
export function prune(definitions: Definitions, { services, words }: Callable): Definitions {
  const { google } = definitions.nested;
  const { cloud } = google.nested;
  const { compute } = cloud.nested;
  const { v1 } = compute.nested;
  const kept = new Set(services);
  const called = (name: string): Definition => {
    const { methods, ...others } = v1.nested[name] ?? {};
    if (methods === undefined) return others;
    const used = Object.entries(methods).filter(([method]) => words.has(method[0]?.toLowerCase() + method.slice(1)));
    return { ...others, methods: Object.fromEntries(used) };
  };
  // A Set that grows while it is walked is walked to its new end.
  for (const name of kept) {
    const { methods = {}, fields = {} } = called(name);
    const types = [
      ...Object.values(methods).flatMap(({ requestType, responseType }) => [requestType, responseType]),
      ...Object.values(fields).map(({ type }) => type),
    ];
    for (const type of types) {
      const short = type.replace(/^.*\./, '');
      if (Object.hasOwn(v1.nested, short)) kept.add(short);
    }
  }
  const nested = Object.fromEntries([...kept].sort().map((name) => [name, called(name)]));
  return within(
    definitions,
    'google',
    within(google, 'cloud', within(cloud, 'compute', { ...compute, nested: { v1: { ...v1, nested } } })),
  );
}

function within<T extends object>(outer: Namespace<T>, name: keyof T & string, inner: unknown): Namespace<T> {
  return { ...outer, nested: { ...outer.nested, [name]: inner } };
}
