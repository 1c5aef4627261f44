// What traffic passes through now: everything that a forwarding rule reaches, and the derived Services behind the groups.
// A newcomer that is only warmed up serves nobody. May import: core, model.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import { type AppliedState, names, type ObservedState, type RefKey, referencesIn } from '../model/index.ts';

/**
 * Tells what serves, by what was seen and by what we know of the groups' Services. Without any record of what we wrote
 * we do not know which Services stand behind groups: then everything counts as serving.
 */
export function servingTest(observed: ObservedState, applied: Iterable<AppliedState>): (key: RefKey) => boolean {
  const known = new Map([...applied].flatMap(({ resources }) => Object.entries(resources)));
  const serving = new Set<RefKey>();
  const left = [...observed.resources].filter(([, { ref }]) => ref.kind === 'forwardingRule').map(([key]) => key);
  for (let key = left.pop(); key !== undefined; key = left.pop()) {
    if (serving.has(key)) continue;
    serving.add(key);
    const { ref, body = {} } = observed.resources.get(key) ?? {};
    left.push(...referencesIn(forward(body)));
    // A group's body names no Service. Of all others the record tells less than the body: a URL map's has its warm-up in it.
    if (ref?.kind === 'networkEndpointGroup') left.push(...(known.get(key)?.dependsOn ?? []));
  }
  return (key) => serving.has(key) || known.size === 0;
}

/** Without the back-references that the server adds, and without warm-up rules. */
function forward(body: JsonObject): JsonObject {
  const kept = { ...body, users: undefined, usedBy: undefined };
  const { pathMatchers } = body;
  if (!Array.isArray(pathMatchers)) return kept;
  return { ...kept, pathMatchers: (pathMatchers as readonly Json[]).filter((matcher) => !isWarmUp(matcher)) };
}

function isWarmUp(matcher: Json): boolean {
  if (!isJsonObject(matcher) || typeof matcher['name'] !== 'string') return false;
  return matcher['name'].startsWith(names.WARM_UP_PREFIX);
}
