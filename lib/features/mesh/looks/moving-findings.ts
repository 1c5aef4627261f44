// What a plan does to discovery that nobody sees in a single change: how calls fare while control planes change over,
// and what a remote secret leaves behind that goes.
import type { CompileInput } from '../../../compile/index.ts';
import type { Change } from '../../../diff/index.ts';
import { placeInFleet } from '../../../fleet/index.ts';
import type { Finding, UnitAtHand } from '../../../live/index.ts';
import { type ClusterLink, type ClusterRef, isClusterRef } from '../../../model/index.ts';
import { diagnostic } from '../codes/index.ts';
import { TOKEN_SECRET } from '../discovery/remote-secrets-of.ts';
import { meshOptions } from '../kinds/mesh-options.ts';
import { meshSecret } from '../kinds/mesh-secret.ts';
import { MESH } from '../section.ts';

/** Told at the fleet file's discovery, which makes it so. */
export function movingFindings(
  units: readonly UnitAtHand[],
  { fleet, facts }: Pick<CompileInput, 'fleet' | 'facts'>,
): readonly Finding[] {
  const moved = units.flatMap(({ changes }) => changes).flatMap(movedIn);
  const going = moved.filter(({ ref, kind }) => isRemoteSecret(ref) && kind === 'delete');
  const reads = new Set<ClusterLink>(going.map(({ ref }) => ref.cluster));
  for (const [link, plane] of Object.entries(facts.controlPlanes ?? {}))
    if (plane.implementation === 'ISTIOD') reads.add(link);
  const connected = moved.filter(
    ({ ref, kind }) => ref.kind === meshOptions.id && (kind === 'create' || kind === 'update' || kind === 'adopt'),
  );
  const source = placeInFleet(fleet, [MESH, 'discovery']);
  return [
    ...connected
      .filter(({ ref }) => reads.has(ref.cluster))
      .map(({ ref: { cluster } }) => {
        const message = `the control plane of ${cluster} changes over from remote secrets: for some minutes calls from there may go to pods of its own cluster alone, and those that only others answer fail`;
        return diagnostic('mesh-migration', message, source);
      }),
    ...going.map(({ ref: { cluster, name } }) => {
      const message = `${name} of ${cluster} is deleted: if istiod there never got into the cluster behind it, it takes no later remote secret until it is started again`;
      return diagnostic('mesh-secret-goes', message, source);
    }),
  ];
}

function movedIn({ ref, kind }: Change): readonly { readonly ref: ClusterRef; readonly kind: Change['kind'] }[] {
  return isClusterRef(ref) ? [{ ref, kind }] : [];
}

function isRemoteSecret({ kind, name }: ClusterRef): boolean {
  return kind === meshSecret.id && name !== TOKEN_SECRET;
}
