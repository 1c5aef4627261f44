// Whether proxies of two clusters trust each other, as far as it is known: trust domains out of Git, roots as they were
// read in clusters. What a proxy holds right now, neither says. Where a call ends for it, that is told, and not what
// the two clusters differ in once more.
import type { Diagnostic } from '../../../core/index.ts';
import { type Facts, type Fleet, placeInFleet } from '../../../fleet/index.ts';
import type { JudgedCall } from '../calls/judged-calls.ts';
import { diagnostic } from '../codes/index.ts';
import { MESH } from '../section.ts';
import type { MeshSettings } from '../world/mesh-settings.ts';
import type { MeshCluster, MeshWorld } from '../world/mesh-world.ts';
import { differenceOf, distrustFindings, endedCalls } from './distrust.ts';

export function trustFindings(
  world: MeshWorld,
  judged: readonly JudgedCall[],
  fleet: Fleet,
  facts: Facts,
): readonly Diagnostic[] {
  const { clusters } = world;
  const ended = endedCalls(world, judged);
  const pairs = clusters.flatMap((one, index) => clusters.slice(index + 1).map((other) => [one, other] as const));
  const place = placeInFleet(fleet, [MESH]);
  return [
    ...distrustFindings(ended),
    ...pairs.flatMap(([one, other]) =>
      ended.has(differenceOf('domain', one.link, other.link)) ? [] : domainsDiffer(one, other),
    ),
    ...pairs.flatMap(([one, other]): readonly Diagnostic[] => {
      if (ended.has(differenceOf('root', one.link, other.link))) return [];
      const [own, theirs] = [facts.meshes?.[one.link]?.roots, facts.meshes?.[other.link]?.roots];
      if (own === undefined || theirs === undefined || own.some((root) => theirs.includes(root))) return [];
      const message = `${one.link} and ${other.link} have no root in common: no handshake between their proxies succeeds`;
      return [diagnostic('mesh-roots-differ', message, place)];
    }),
    ...clusters.flatMap(({ link }): readonly Diagnostic[] => {
      if (facts.meshes?.[link]?.rootsAreNew !== true) return [];
      const message = `the roots of ${link} were changed less than a day ago: proxies that were not started since may hold the old ones`;
      return [diagnostic('mesh-root-new', message, place)];
    }),
  ];
}

/** Of two that say nothing of themselves nothing is known. */
function domainsDiffer(one: MeshCluster, other: MeshCluster): readonly Diagnostic[] {
  const at = one.settings.at ?? other.settings.at;
  if (at === undefined || (takes(one.settings, other.settings) && takes(other.settings, one.settings))) return [];
  const message = `the trust domain of ${one.link} is ${one.settings.trustDomain} and that of ${other.link} ${other.settings.trustDomain}, and they are not aliases of each other on both sides`;
  return [diagnostic('mesh-trust-domains-differ', message, at(['data', 'mesh']))];
}

function takes(own: MeshSettings, { trustDomain }: MeshSettings): boolean {
  return own.trustDomain === trustDomain || own.trustDomainAliases.includes(trustDomain);
}
