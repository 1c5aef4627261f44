// The prediction for each name whose exports come or go, before and after, out of Git and of the clusters.
import { compareText, textAt } from '../../../core/index.ts';
import type { FleetAtHand, Look, Outlook, UnitAtHand } from '../../../live/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { type DeclaredCaller, declaredCalls } from '../git/declared-calls.ts';
import { inGit, type InGit } from '../git/in-git.ts';
import { SECTION } from '../groups.ts';
import { keptOutlook, type NameOutlook } from '../outlook.ts';
import { exportedService } from '../predict/exported-service.ts';
import type { Exporter } from '../predict/exporters.ts';
import { membersOfFleet, nameKey } from '../predict/from-git.ts';
import { portText } from '../predict/merge-ports.ts';
import { type ExportedName, type Prediction, predict } from '../predict/predict.ts';
import { SERVICES } from './apis.ts';
import { changedWords } from './changed-words.ts';
import { type WorkloadCallers, workloadCallers } from './workload-callers.ts';
import { comingExports, movedNames, type StandingExport, standingExports } from './standing-exports.ts';

/** More are told by their number. */
const MOST_NAMES = 50;
const MOST_CALLERS = 20;

export async function outlookOf(
  units: readonly UnitAtHand[],
  look: Look,
  { input, observed }: FleetAtHand,
): Promise<Outlook | undefined> {
  const moved = new Set([...movedNames(units)].sort(compareText).slice(0, MOST_NAMES));
  if (moved.size === 0) return undefined;
  const git = inGit(input.manifests);
  const standing = standingExports(observed);
  const ofMoved = (all: readonly StandingExport[]): readonly StandingExport[] =>
    all.filter(({ ref }) => moved.has(nameKey(ref)));
  const [before, after] = [ofMoved(standing), ofMoved(comingExports(units, standing, observed))];
  const silent = new Set(units.flatMap((unit) => [...unit.silent]));
  const live = await liveServices([...before, ...after], silent, look);
  const members = membersOfFleet(input.fleet, input.facts, git);
  const now = predict(namesOf(moved, before, live), members);
  const then = predict(
    namesOf(moved, after, (ref) => git.service(ref.cluster, ref.namespace ?? '', ref.name)?.exported ?? live(ref)),
    members,
  );
  const links = input.fleet.clusters.map(({ link }) => link).filter((link) => !silent.has(link));
  const isDying = then.some(({ outcome }) => outcome === 'nowhere');
  const standingCallers = isDying ? await workloadCallers(links, look) : { found: [], unread: [] };
  const callers = { git, declared: declaredCalls(input.fleet), standing: standingCallers };
  const names = then.map((one, index) => nameOutlook(one, now[index], callers));
  return { [SECTION]: keptOutlook({ names }) };
}

type ServiceOf = (ref: StandingExport['ref']) => Exporter['service'];

/** Each cluster and namespace is read once. */
async function liveServices(
  all: readonly StandingExport[],
  silent: ReadonlySet<ClusterLink>,
  look: Look,
): Promise<ServiceOf> {
  const places = new Map(all.map(({ ref }) => [placeOf(ref), ref]));
  const read = [...places].map(async ([place, { cluster, namespace = '' }]) => {
    const objects = silent.has(cluster) ? undefined : await look.read(cluster, SERVICES, { namespace });
    const byName = objects?.map((body) => [textAt(body, 'metadata', 'name') ?? '', exportedService(body)] as const);
    return [place, byName && new Map(byName)] as const;
  });
  const found = new Map(await Promise.all(read));
  return (ref) => {
    const services = found.get(placeOf(ref));
    return services === undefined ? 'unknown' : (services.get(ref.name) ?? 'missing');
  };
}

function placeOf({ cluster, namespace = '' }: StandingExport['ref']): string {
  return `${cluster} ${namespace}`;
}

/** Every moved name, also one that nobody exports any more. */
function namesOf(
  moved: ReadonlySet<string>,
  all: readonly StandingExport[],
  serviceOf: ServiceOf,
): readonly ExportedName[] {
  const byName = Map.groupBy(all, ({ ref }) => nameKey(ref));
  return [...moved].map((key) => {
    const [namespace = '', name = ''] = key.split('/');
    const exporters = (byName.get(key) ?? []).map(({ ref, ...one }) => ({
      ...one,
      cluster: ref.cluster,
      service: serviceOf(ref),
    }));
    return { namespace, name, exporters };
  });
}

interface Callers {
  readonly git: InGit;
  readonly declared: readonly DeclaredCaller[];
  readonly standing: WorkloadCallers;
}

/** What Git has of it comes first: a person can go there. */
function callersOf(service: string, { git, declared, standing }: Callers): NameOutlook['callers'] {
  const inGit = git.calls
    .filter((call) => `${call.namespace}/${call.name}` === service)
    .map(({ caller, cluster, path }) => {
      const { file, line } = caller.at(path);
      return { what: `${caller.kind} ${caller.namespace}/${caller.name} in ${cluster}`, place: `${file}:${line}` };
    });
  const said = declared
    .filter((call) => `${call.namespace}/${call.name}` === service)
    .map(({ from, source: { file, line } }) => ({ what: from, place: `${file}:${line}` }));
  const there = standing.found
    .filter(({ called }) => called === service)
    .map(({ what }) => ({ what, place: 'in the cluster' }));
  const all = [...inGit, ...said, ...there];
  return [...new Map(all.toReversed().map((one) => [one.what, one])).values()].toReversed().slice(0, MOST_CALLERS);
}

function nameOutlook(then: Prediction, now: Prediction | undefined, known: Callers): NameOutlook {
  const { namespace, name, merged } = then;
  const { clustersetName, derivedName, outcome, isCertain, importers, perhaps, without } = then;
  return {
    service: `${namespace}/${name}`,
    clustersetName,
    derivedName,
    outcome,
    isCertain,
    isHeadless: merged?.type === 'Headless',
    ports: (merged?.ports ?? []).map((port) => ({ port: portText(port), clusters: port.clusters })),
    conflicts: (merged?.conflicts ?? []).map(({ field, winner, others }) => ({ field, winner, others })),
    changed: now === undefined ? [] : changedWords(now, then),
    importers,
    perhaps,
    without,
    callers: callersOf(`${namespace}/${name}`, known),
    unread: outcome === 'nowhere' ? known.standing.unread : [],
  };
}
