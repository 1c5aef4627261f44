// Every cloud name, in one place: `rl1-<kind>-<readable>-<hash>`. The 1 is the version of the scheme; the hash covers
// the identity and the fields that need a second name when they change. Never `mci-`, which the hosted controller
// deletes.
import { digestOf, RangelightError } from '../core/index.ts';
import type { KindDefinition } from './kind.ts';

const PREFIX = 'rl1';
const HASH_LENGTH = 10;

/** What a name needs to know of a kind. */
type Named = Pick<KindDefinition, 'id' | 'name'>;

/** How long a name may be: RFC 1035. */
const MAX_LENGTH = 63;

/**
 * The name of a resource.
 * @param readable what a person looks for (namespace, object, port); cut to fit.
 * @param identity everything that makes it another resource: fleet, project, owner, and the kind's replacement fields.
 */
export function nameOf({ id, name }: Named, readable: readonly string[], identity: unknown): string {
  if (name === undefined) throw new RangelightError('unexpected', 'names', `people name what is of the kind ${id}`);
  const head = `${PREFIX}-${name.code}-`;
  const hash = digestOf({ kind: id, identity }).slice(0, HASH_LENGTH);
  const room = (name.maxLength ?? MAX_LENGTH) - head.length - HASH_LENGTH - 1;
  const middle = slug(readable.join('-')).slice(0, room).replace(/-+$/, '');
  return `${head}${middle}-${hash}`;
}

const NAME = new RegExp(`^${PREFIX}-([a-z]+)-(.*)-([0-9a-f]{${HASH_LENGTH}})$`);

/** Takes a name of ours apart; undefined for any other name. */
export function parseName(
  name: string,
): { readonly code: string; readonly readable: string; readonly hash: string } | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, code = '', readable = '', hash = ''] = match;
  return { code, readable, hash };
}

/** Whether a name is one that we give to what is of a kind. */
export function isNameOf({ name: given }: Named, name: string): boolean {
  return given !== undefined && parseName(name)?.code === given.code;
}

/**
 * The name of another of the same, to stand beside one of ours when its own name is taken by what still serves.
 * @param place from 1.
 */
export function nameBeside(kind: Named, name: string, place: number): string {
  return nameOf(kind, [parseName(name)?.readable ?? name], { beside: name, place });
}

/** A path matcher's name in a URL map: readable host and a hash, so that two hosts never collide. */
export function pathMatcherName(host: string): string {
  const readable = slug(host.replace('*', 'any')).slice(0, 40).replace(/-+$/, '');
  return `m-${readable === '' ? 'any' : readable}-${digestOf(host).slice(0, HASH_LENGTH)}`;
}

/** Path matchers of warm-up rules; a map may be left with one when a newer revision takes over. */
export const WARM_UP_PREFIX = 'rl1-warm-up-';

/**
 * A host that no client can ask for (RFC 6761: `invalid` never resolves): it only makes a backend service
 * health-checked.
 */
export function warmUpHost(backendService: string): string {
  return `${digestOf(backendService).slice(0, 16)}.rangelight.invalid`;
}

export function isWarmUpHost(host: string): boolean {
  return host.endsWith('.rangelight.invalid');
}

export function warmUpMatcher(backendService: string): string {
  return `${WARM_UP_PREFIX}${digestOf(backendService).slice(0, 16)}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
