// What somebody else wrote into an object whose private part the worker makes of a Secret. Its field managers say that
// somebody did; what it holds is then compared with what the worker would write. Neither gets into any document.
import { objectAt, objectsAt, RangelightError, textAt } from '../../core/index.ts';
import { secretMaterial } from '../../live/index.ts';
import {
  type ClusterRef,
  FIELD_MANAGER,
  isClusterRef,
  type ObservedResource,
  type ObservedState,
  type RefKey,
  refKey,
  type SecretSource,
} from '../../model/index.ts';
import type { Secrets } from '../../ports/index.ts';
import type { World } from '../world.ts';
import type { UnitSweep } from './unit-sweep.ts';

/** In place of what such an object holds, for whoever compares. */
const NOT_OURS = 'not what was written (what it holds is not shown)';

/**
 * What was observed, with that word as `data` of each object of which it is so. What cannot be read now, or compared,
 * stays as it was observed. Nothing is read of an object whose data nobody else wrote.
 */
export async function withForeignContents(
  world: Pick<World, 'kinds' | 'runs' | 'clock' | 'log'>,
  { desired, observed, ports }: Pick<UnitSweep, 'desired' | 'observed' | 'ports'>,
  signal: AbortSignal,
): Promise<ObservedState> {
  const { secrets } = ports;
  if (secrets === undefined) return observed;
  const resources = new Map<RefKey, ObservedResource>(observed.resources);
  for (const { ref, secret } of desired.resources) {
    if (secret === undefined || !isClusterRef(ref) || world.kinds.ofCluster(ref.kind).observed?.as !== 'noted')
      continue;
    const seen = resources.get(refKey(ref));
    if (seen === undefined || !seen.ours || isHeldByUsAlone(seen)) continue;
    try {
      if (await holdsAnother(world, ref, secret, secrets, signal))
        resources.set(refKey(ref), { ...seen, body: { ...seen.body, data: NOT_OURS } });
    } catch (error) {
      if (signal.aborted || !(error instanceof RangelightError)) throw error;
      world.log.warn({ resource: refKey(ref), error }, 'what a Secret of ours holds cannot be compared now');
    }
  }
  return { ...observed, resources };
}

/**
 * Whoever writes another value takes a field from those who applied it; who writes the same one shares it. Source:
 * Kubernetes, "Server-Side Apply", field management.
 */
function isHeldByUsAlone({ body }: ObservedResource): boolean {
  const holders = objectsAt(body, 'metadata', 'managedFields').filter(
    (entry) => Object.keys(objectAt(entry, 'fieldsV1', 'f:data')).length > 0,
  );
  return (
    holders.length > 0 &&
    holders.every((entry) => textAt(entry, 'manager') === FIELD_MANAGER && textAt(entry, 'operation') === 'Apply')
  );
}

/** Of what the worker writes alone: an entry that somebody put beside it is theirs. */
async function holdsAnother(
  { runs, clock }: Pick<World, 'runs' | 'clock'>,
  { cluster, namespace = '', name }: ClusterRef,
  source: SecretSource,
  secrets: Secrets,
  signal: AbortSignal,
): Promise<boolean> {
  const material = await secretMaterial(source, { ports: { secrets }, runs, now: clock.now() }, signal);
  const content = await secrets.read(cluster, namespace, name, signal);
  if (content === undefined) return false;
  return Object.entries(objectAt(material, 'data')).some(
    ([key, value]) => Buffer.from(content.data.get(key) ?? []).toString('base64') !== value,
  );
}
