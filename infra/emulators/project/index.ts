// What Google Cloud says of a project to somebody who looks: enabled services and quotas of calls (Service Usage),
// custom roles (IAM), the policy (Resource Manager), services of Cloud Run, jobs of Cloud Scheduler and versions of
// secrets. Read-only over HTTP; whoever sets it up changes `state`. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import { accountOf, isGranted, type Rights } from '../kit/rights.ts';
import type { Handler } from '../kit/serve.ts';
import { errorResponse } from './errors.ts';
import { latencies } from './latencies.ts';
import { permissionOf, type ProjectState, route } from './routes.ts';

export type { QuotaMetric } from './quota-metrics.ts';
export type { Binding, ProjectState } from './routes.ts';

export interface ProjectEmulatorOptions {
  readonly project: string;
  readonly projectNumber: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly state: ProjectState;
  /** Who may do what; absent: authorization is not looked at. */
  readonly rights?: Rights;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface ProjectEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
}

export function createProjectEmulator(options: ProjectEmulatorOptions): ProjectEmulator {
  const { clock, random, rights } = options;
  const journal = createJournal();
  const faults = createFaults();
  const latency = createLatency(latencies, random, options.latency);
  return {
    journal,
    faults,
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { pathname }) => method !== 'GET' && !pathname.endsWith(':getIamPolicy'),
      refuse: ({ status, message }) => errorResponse(status, message ?? `injected fault: ${status}`),
      handle(request, _asked, noteCaller) {
        const permission = permissionOf(request);
        if (rights !== undefined && permission !== undefined) {
          const account = accountOf(rights, request);
          if (account === undefined) return errorResponse(401, 'Request had invalid authentication credentials.');
          noteCaller({ account, permissions: [permission] });
          if (!isGranted(rights, account, permission))
            return errorResponse(403, `Permission '${permission}' denied on resource (or it may not exist).`);
        }
        return route(request, options);
      },
    }),
  };
}
