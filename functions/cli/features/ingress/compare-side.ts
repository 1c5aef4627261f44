// One side of a comparison, as a person names it → its load balancers.
import { stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { askDirectory, type FleetLook, lookAtFleet, withSecrets } from '../../../../lib/app/offline/index.ts';
import { systemClock } from '../../../../lib/adapters/clock/index.ts';
import { readLocalCommit, readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { type Diagnostic, isJsonObject, type Json, RangelightError, type Tree } from '../../../../lib/core/index.ts';
import type { CompileInput } from '../../../../lib/compile/index.ts';
import {
  comparableWith,
  exportedUrlMap,
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
import { readFactsFile, readText } from '../../read-text.ts';

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
  const named = await Promise.all(names.map((name) => readName(name, options, signal)));
  const seen = named.some(({ type }) => type === 'standing') ? await look(named, options, signal, secrets) : undefined;
  const sides = await Promise.all(named.map((one) => sideOf(one, options, seen)));
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

/** `asks`: of a tree, what its load balancers are made of. */
type ReadSide = Side & { readonly asks?: { readonly input: CompileInput | undefined } };

async function sideOf(named: Named, options: SideOptions, seen: FleetLook | undefined): Promise<ReadSide> {
  if (named.type === 'url-map') return { surfaces: [named.surface], diagnostics: [], unread: [] };
  if (named.type === 'standing') {
    if (seen === undefined) throw new TypeError('nothing was looked at');
    const whose = named.whose ?? (seen.fleet.controller === 'gke' ? 'gke' : 'rangelight');
    const surfaces = await standingSurfaces(seen, whose, seen.look);
    return { surfaces, diagnostics: [], unread: seen.observed.unknown.map(({ reason }) => reason) };
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

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** As `gcloud compute url-maps describe` and `export` write it: JSON, or YAML, of which JSON is a part. */
async function readUrlMapFile(path: string): Promise<Surface> {
  const document = parseDocument(await readText(path, 'the URL map'), { uniqueKeys: true });
  const body = document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 0 }) as Json);
  if (isJsonObject(body) && ('defaultService' in body || 'hostRules' in body || 'defaultUrlRedirect' in body)) {
    return exportedUrlMap(body);
  }
  const next = 'export one with: gcloud compute url-maps describe NAME --global --format json';
  throw new RangelightError('invalid', 'command line', `${path} is not a URL map: ${next}`);
}
