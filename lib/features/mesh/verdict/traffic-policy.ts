// The traffic policy of a DestinationRule as it holds for one subset and port.
import { type JsonObject, numberAt, objectAt, objectsAt, textAt, textMembersAt } from '../../../core/index.ts';
import { type MeshLabels } from '../world/labels.ts';
import type { MeshRule } from '../world/mesh-rule.ts';

/** Fields that a port's own settings replace as a whole. Source: Istio, `PortTrafficPolicy`. */
const OF_PORT = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'];

/** Labels of a subset's pods; undefined where the rule has no such subset. */
export function subsetLabels(rule: MeshRule | undefined, subset: string): MeshLabels | undefined {
  const found = subsetIn(rule, subset);
  return found && textMembersAt(found, 'labels');
}

/** A subset's fields go before those of the whole rule. */
export function trafficPolicy(rule: MeshRule | undefined, subset: string | undefined, port: number): JsonObject {
  if (rule === undefined) return {};
  const ofSubset = subset === undefined ? {} : objectAt(subsetIn(rule, subset), 'trafficPolicy');
  const policy = { ...objectAt(rule.spec, 'trafficPolicy'), ...ofSubset };
  const ofPort = objectsAt(policy, 'portLevelSettings').find((one) => numberAt(one, 'port', 'number') === port);
  if (ofPort === undefined) return policy;
  const kept = Object.entries(policy).filter(([field]) => !OF_PORT.includes(field));
  return { ...Object.fromEntries(kept), ...ofPort };
}

function subsetIn(rule: MeshRule | undefined, subset: string): JsonObject | undefined {
  return objectsAt(rule?.spec, 'subsets').find((one) => textAt(one, 'name') === subset);
}
