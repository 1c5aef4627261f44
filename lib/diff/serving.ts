// What traffic passes through now: everything that a forwarding rule reaches, and the derived Services behind the groups.
// A newcomer that is only warmed up serves nobody. May import: core, model.
import { isJsonList, type Json, type JsonObject, textAt } from '../core/index.ts';
import { type AppliedState, names, type ObservedState, type RefKey, referencesIn } from '../model/index.ts';

/**
 * Tells what serves, by what was seen and by what we know of the groups' Services. Without any record of what we wrote
 * we do not know which Services stand behind groups: then everything counts as serving.
 */
export function servingTest(
  observed: ObservedState,
  applied: Iterable<Pick<AppliedState, 'resources'>>,
): (key: RefKey) => boolean {
  const known = new Map([...applied].flatMap(({ resources }) => Object.entries(resources)));
  const fronts = [...observed.resources].filter(([, { ref }]) => ref.kind === 'forwardingRule').map(([key]) => key);
  const serving = new Set<RefKey>(fronts);
  // A Set that grows while it is walked is walked to its new end.
  for (const key of serving) {
    const seen = observed.resources.get(key);
    if (seen === undefined) continue;
    for (const next of referencesIn(forward(seen.body))) serving.add(next);
    // A group's body names no Service. Of all others the record tells less than the body: a URL map's has its warm-up in it.
    if (seen.ref.kind !== 'networkEndpointGroup') continue;
    for (const service of known.get(key)?.dependsOn ?? []) serving.add(service);
  }
  return (key) => serving.has(key) || known.size === 0;
}

/** Without the back-references that the server adds, and without warm-up rules. */
function forward(body: JsonObject): JsonObject {
  const { users: _users, usedBy: _usedBy, pathMatchers, ...kept } = body;
  return isJsonList(pathMatchers) ? { ...kept, pathMatchers: pathMatchers.filter((one) => !isWarmUp(one)) } : kept;
}

function isWarmUp(matcher: Json): boolean {
  return textAt(matcher, 'name')?.startsWith(names.WARM_UP_PREFIX) === true;
}
