// Looks at everything that a deployment stands on, and says what is not as it should be. It reads and changes nothing.
import type { GoogleProject, Store } from '../../ports/index.ts';
import type { GrantScope } from './contract.ts';
import type { Defect } from './defect.ts';
import type { Examined } from './examined.ts';
import { examinedFleets, type NeedsOf } from './examined-fleets.ts';
import { lookAtFleets } from './look-at-fleets.ts';
import { lookAtGitHub, type OpenGitHubApp } from './look-at-github.ts';
import { lookAtProject } from './look-at-project.ts';
import { lookingThrough } from './looking.ts';

export interface DoctorPorts {
  readonly google: GoogleProject;
  readonly store: Store;
  readonly needsOf: NeedsOf;
  readonly gitHubApp: OpenGitHubApp;
  /** Of the App; absent: it is read from Secret Manager. */
  readonly gitHubAppKey?: string;
}

/**
 * @param projects of the fleets, where the state knows of none yet.
 * @returns nothing when all is well; sorted by resource.
 */
export async function examine(
  ways: DoctorPorts,
  where: Omit<Examined, 'fleets'>,
  projects: Readonly<Record<GrantScope, string>>,
  signal: AbortSignal,
): Promise<readonly Defect[]> {
  const looking = lookingThrough(ways.google, signal);
  const right = `storage.objects.list and get on gs://${where.bucket} (people of the module)`;
  const known = await looking.by('the state', right, () => examinedFleets(ways.store, ways.needsOf, signal));
  const unpushed = { name: 'the fleet', ...projects, clusters: [], needs: new Map<string, string>() };
  const fleets = known?.found === undefined || known.found.length === 0 ? [unpushed] : known.found;
  const of = { ...where, fleets };
  const services = await lookAtProject(looking, of);
  await Promise.all([
    lookAtFleets(looking, of, services),
    lookAtGitHub(looking, of, services, ways.gitHubApp, ways.gitHubAppKey, signal),
  ]);
  return looking.all();
}
