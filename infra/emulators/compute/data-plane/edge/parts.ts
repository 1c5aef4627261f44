// Parts of changes that travel apart: each resource of a change, a group with its endpoints, comes at its own moment.
// Of one resource nothing old takes the place of something newer.
import { canonical, collectionOf } from '../reference.ts';
import type { Configuration } from './snapshot.ts';

interface Part {
  readonly path: string;
  readonly generation: number;
  /** Of what it refers to, which version stood when it was changed. */
  readonly needs: ReadonlyMap<string, number>;
  readonly configuration: Configuration;
}

export interface Parts {
  /** Whether nothing was ever taken apart, or all of it is in what was taken up whole since. */
  isEmpty(): boolean;
  /** Parts that changed between the two; `bring` is told of each, and is to hand it to `arrive` some time. */
  split(before: Configuration, now: Configuration, bring: (part: Part) => void): void;
  /** A part is here. @param torn it is taken up whether or not what it refers to is here. */
  arrive(part: Part, torn: boolean): void;
  /** With all that can be taken up by now, or the same object. */
  takenUpInto(current: Configuration): Configuration;
  /** What came whole, with what is newer here. */
  over(whole: Configuration, current: Configuration): Configuration;
}

export function createParts(): Parts {
  /** Which version of a path was published last, and which is here: only of what travelled apart. */
  const published = new Map<string, number>();
  const taken = new Map<string, number>();
  const underWay = new Set<Part>();
  let waiting: { readonly part: Part; readonly torn: boolean }[] = [];
  /** What came whole has everything up to this generation. */
  let floor = 0;

  const has = (path: string): number => Math.max(taken.get(path) ?? 0, floor);

  return {
    isEmpty: () => taken.size === 0 && underWay.size === 0 && waiting.length === 0,
    split(before, now, bring) {
      const changed = changedPaths(before, now);
      for (const path of changed) published.set(path, now.generation);
      for (const path of changed) {
        const refers = referencesOf(now.resources.get(path));
        const needs = new Map(refers.map((to) => [to, published.get(to) ?? 0]));
        const part = { path, generation: now.generation, needs, configuration: now };
        underWay.add(part);
        bring(part);
      }
    },
    arrive(part, torn) {
      underWay.delete(part);
      waiting.push({ part, torn });
    },
    takenUpInto(current) {
      const resources = new Map(current.resources);
      const endpoints = new Map(current.endpoints);
      let count = 0;
      for (let before = -1; before !== count; ) {
        before = count;
        waiting = waiting.filter(({ part, torn }) => {
          const { path, generation, needs, configuration } = part;
          if (generation <= has(path)) return false;
          if (!torn && [...needs].some(([to, version]) => has(to) < version)) return true;
          put(resources, path, configuration.resources.get(path));
          put(endpoints, path, configuration.endpoints.get(path));
          taken.set(path, generation);
          count += 1;
          return false;
        });
      }
      if (count === 0) return current;
      const left = [...underWay, ...waiting.map(({ part }) => part)].map(({ generation }) => generation);
      const newest = Math.max(current.generation, ...taken.values());
      return { generation: Math.min(newest, ...left.map((generation) => generation - 1)), resources, endpoints };
    },
    over(whole, current) {
      floor = Math.max(floor, whole.generation);
      const resources = new Map(whole.resources);
      const endpoints = new Map(whole.endpoints);
      for (const [path, generation] of taken) {
        if (generation <= whole.generation) taken.delete(path);
        else {
          put(resources, path, current.resources.get(path));
          put(endpoints, path, current.endpoints.get(path));
        }
      }
      return { generation: whole.generation, resources, endpoints };
    },
  };
}

function put<T>(into: Map<string, T>, path: string, value: T | undefined): void {
  if (value === undefined) into.delete(path);
  else into.set(path, value);
}

function changedPaths(before: Configuration, now: Configuration): readonly string[] {
  const paths = new Set([...before.resources.keys(), ...now.resources.keys()]);
  return [...paths].filter(
    (path) =>
      before.resources.get(path) !== now.resources.get(path) ||
      JSON.stringify(before.endpoints.get(path)) !== JSON.stringify(now.endpoints.get(path)),
  );
}

/** Fields that name the resource itself, and who refers to it. */
const NOT_REFERRED: ReadonlySet<string> = new Set(['selfLink', 'usedBy', 'users']);

/** Canonical paths of all that a body refers to. */
function referencesOf(body: unknown): readonly string[] {
  if (typeof body === 'string') {
    const path = canonical(body);
    return path.startsWith('projects/') && collectionOf(path) !== '' ? [path] : [];
  }
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => (NOT_REFERRED.has(key) ? [] : referencesOf(value)));
}
