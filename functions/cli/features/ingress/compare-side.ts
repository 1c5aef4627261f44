// One side of a comparison, as a person names it → its load balancers.
import { askDirectory, type FleetLook, lookAtFleet, withSecrets } from '../../../../lib/app/offline/index.ts';
import { systemClock } from '../../../../lib/adapters/clock/index.ts';
import { readLocalCommit, readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { type Diagnostic, RangelightError, type Tree } from '../../../../lib/core/index.ts';
import type { CompileInput } from '../../../../lib/compile/index.ts';
import { unreadLines } from '../../../../lib/model/index.ts';
import {
  comparableWith,
  isStandingUnknown,
  standingSurfaces,
  type Surface,
  surfacesAsked,
} from '../../../../lib/features/ingress/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { KINDS } from '../../../wiring/kinds.ts';
import { LOOKS } from '../../../wiring/looks.ts';
import { RUNS } from '../../../wiring/runs.ts';
import { type AccessOptions, cloudAccess } from '../../access.ts';
import type { personSecrets } from '../../person-secrets.ts';
import { HERE } from '../../question.ts';
import { readFactsFile } from '../../read-text.ts';
import { isFile, readUrlMapFile } from './url-map-file.ts';

/** What stands of a fleet: hosted where its file says `controller: gke`, else live. */
export const STANDING = 'standing';
export const SIDE = `directory, commit:REVISION, file with an exported URL map, live, hosted, or ${STANDING}: the one of both that the fleet file says`;

export interface SideOptions extends AccessOptions {
  readonly dir?: string;
  readonly fleet?: string;
  readonly facts?: string;
  readonly installation?: string;
}

export interface Side {
  readonly surfaces: readonly Surface[];
  readonly diagnostics: readonly Diagnostic[];
  /** Parts that could not be read, and what the other side leaves as it stands, in words. */
  readonly unread: readonly string[];
}

type Named =
  | { readonly type: 'tree'; readonly files: Tree }
  | { readonly type: 'url-map'; readonly surface: Surface }
  | { readonly type: 'standing'; readonly whose: 'rangelight' | 'gke' | undefined };

const COMMIT = 'commit:';

/**
 * Where one side stands in the cloud, what was read there counts for the other one too.
 * Fails with `invalid` or `not-found` for what is none of these.
 */
export async function readSides(
  names: readonly string[],
  options: SideOptions,
  signal: AbortSignal,
  secrets?: typeof personSecrets,
): Promise<readonly Side[]> {
  const named = allOf(await Promise.allSettled(names.map((name) => readName(name, options, signal))));
  const seen = named.some(({ type }) => type === 'standing') ? await look(named, options, signal, secrets) : undefined;
  const sides = await Promise.all(named.map((one) => sideOf(one, options, seen)));
  if (sides.some(({ isUnknown }) => isUnknown)) return sides.map((side) => ({ ...side, surfaces: [] }));
  return sides.map(({ surfaces, diagnostics, unread }, at) => {
    const trees = sides.filter(({ asks }, other) => other !== at && asks !== undefined);
    const found = trees.map((other) => comparableWith(surfaces, other.surfaces, other.asks?.input));
    return {
      surfaces: surfaces.filter((one) => found.every((other) => other.surfaces.includes(one))),
      diagnostics,
      unread: [...unread, ...found.flatMap(({ unknown }) => unknown)],
    };
  });
}

/** Fails with what is wrong with each that is, in their order. */
function allOf(read: readonly PromiseSettledResult<Named>[]): readonly Named[] {
  const failed = read.flatMap((one): readonly unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const [first] = failed;
  if (failed.length > 0 && !(first instanceof RangelightError)) throw first;
  if (first instanceof RangelightError) {
    const told = new Set(failed.map((one) => (one instanceof Error ? one.message : String(one))));
    throw new RangelightError(first.code, first.system, [...told].join('; '), { cause: first });
  }
  return read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

async function readName(name: string, { dir = HERE }: SideOptions, signal: AbortSignal): Promise<Named> {
  if (name === 'live') return { type: 'standing', whose: 'rangelight' };
  if (name === 'hosted') return { type: 'standing', whose: 'gke' };
  if (name === STANDING) return { type: 'standing', whose: undefined };
  if (name.startsWith(COMMIT)) {
    return { type: 'tree', files: await readLocalCommit(dir, name.slice(COMMIT.length), signal) };
  }
  if (await isFile(name)) return { type: 'url-map', surface: await readUrlMapFile(name) };
  return { type: 'tree', files: await readDirectory(name, signal) };
}

/** The fleet is that of the other side, unless a directory is named. */
async function look(
  named: readonly Named[],
  options: SideOptions,
  signal: AbortSignal,
  secrets: typeof personSecrets | undefined,
): Promise<FleetLook> {
  const tree = named.find((one) => one.type === 'tree');
  const isFromOther = tree !== undefined && options.dir === undefined;
  const files = isFromOther ? tree.files : await readDirectory(options.dir ?? HERE, signal);
  const access = await cloudAccess(options);
  // Google's clients take half a second to load; the other sides do without.
  const { openFleet } = await import('../../open-fleet.ts');
  const { fleet, installation } = options;
  const now = systemClock.now();
  const seen = await lookAtFleet(
    { kinds: KINDS, looks: LOOKS, files, fleet, installation, now },
    openFleet(access, (note) => process.stderr.write(`rangelight: ${note}\n`), tree && secrets),
    signal,
  );
  const asked = { features: FEATURES, runs: RUNS, files, fleet: seen.fleet, now };
  return { ...seen, facts: await withSecrets(asked, seen.facts, seen.ports, signal) };
}

interface ReadSide extends Side {
  /** Of a tree: what its load balancers are made of. */
  readonly asks?: { readonly input: CompileInput | undefined };
  /** Nothing can be compared with it. */
  readonly isUnknown?: true;
}

async function sideOf(named: Named, options: SideOptions, seen: FleetLook | undefined): Promise<ReadSide> {
  if (named.type === 'url-map') return { surfaces: [named.surface], diagnostics: [], unread: [] };
  if (named.type === 'standing') {
    if (seen === undefined) throw new TypeError('nothing was looked at');
    const whose = named.whose ?? (seen.fleet.controller === 'gke' ? 'gke' : 'rangelight');
    const unread = unreadLines(seen.observed.unknown);
    if (isStandingUnknown(seen.observed)) return { surfaces: [], diagnostics: [], unread, isUnknown: true };
    return { surfaces: await standingSurfaces(seen, whose, seen.look), diagnostics: [], unread };
  }
  const facts = await readFactsFile(options.facts);
  const known = seen === undefined || facts !== undefined ? {} : { known: seen.facts };
  const input = { features: FEATURES, files: named.files, fleet: options.fleet, facts, ...known };
  const { answer, diagnostics } = askDirectory(input, (resources, _, from) => ({
    surfaces: surfacesAsked(resources, from),
    asks: { input: from },
  }));
  return { ...answer, diagnostics, unread: [] };
}
