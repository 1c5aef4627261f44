// Two features that want one object: whichever wrote last would win, and each would call the other's writes drift.
// Neither gets it, and what both manifests own stays as it is.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import { type DesiredResource, keyText, type ObjectKey, objectText, refKey, type RefKey } from '../model/index.ts';
import type { CompiledPart } from './compiler.ts';
import type { Declared } from './declared.ts';

export function withoutClashes(
  parts: readonly CompiledPart[],
  fleet: Fleet,
  declared: ReadonlyMap<ObjectKey, Declared>,
): { readonly parts: readonly CompiledPart[]; readonly clashes: readonly Diagnostic[] } {
  const wantedBy = new Map<RefKey, DesiredResource[]>();
  for (const part of parts) {
    const own = new Map([...part.resources.values()].flat().map((resource) => [refKey(resource.ref), resource]));
    for (const [key, resource] of own) wantedBy.set(key, [...(wantedBy.get(key) ?? []), resource]);
  }
  const clashing = new Map([...wantedBy].filter(([, wanted]) => wanted.length > 1));
  if (clashing.size === 0) return { parts, clashes: [] };
  const owners = new Set([...clashing.values()].flat().flatMap((resource) => resource.owners));
  const clashes = [...clashing].flatMap(([key, wanted]) =>
    wanted.map((resource) => {
      const others = wanted.filter((other) => other !== resource).flatMap((other) => other.owners);
      const what = others.length === 0 ? 'the fleet file' : others.map(objectText).join(' and ');
      const [owner] = resource.owners;
      const source = (owner === undefined ? undefined : declared.get(owner)?.source) ?? fleet.source;
      return diagnostic('claimed-twice', `${keyText(key)} is wanted by ${what} too`, source);
    }),
  );
  return {
    parts: parts.map((part) => ({
      ...part,
      resources: new Map(
        [...part.resources].map(([unit, all]) => [unit, all.filter(({ ref }) => !clashing.has(refKey(ref)))]),
      ),
      held: new Set([...part.held, ...owners]),
    })),
    clashes,
  };
}
