// What the verb `incident` needs of an emulated cloud, and where that is found. The emulators are no part of this
// program: they are a module of their own, which is loaded when the verb is asked for.
import { existsSync } from 'node:fs';
import { RangelightError } from '../../../../../lib/core/index.ts';
import type { Clock } from '../../../../../lib/ports/index.ts';

/** A project like the one of a fleet file. */
export interface AskedCloud {
  readonly project: string;
  readonly fleetProject: string;
  readonly network: string;
  readonly seed: number;
  readonly clusters: readonly {
    readonly link: string;
    readonly membership: string;
    readonly membershipLocation: string;
    /** Whether GKE makes its network endpoint groups. */
    readonly negController: boolean;
  }[];
  /** In each cluster. */
  readonly pods: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly port: number;
  }[];
  /** Names of global addresses and of SSL certificates that stand. */
  readonly addresses: readonly string[];
}

export interface Answered {
  readonly status: number;
  readonly reason: string;
}

/** A host and a path that a load balancer has a rule for. */
export interface EmulatedRoute {
  readonly vip: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
}

export interface EmulatedCloud {
  /** Its time moves only when it is told to. */
  readonly clock: Clock & { after(ms: number, fn: () => void): () => void };
  advance(ms: number): Promise<void>;
  /** For every client of ours. */
  readonly fetch: typeof globalThis.fetch;
  readonly origins: {
    readonly compute: string;
    readonly hub: string;
    readonly monitoring: string;
    readonly ofCluster: (link: string) => string;
  };
  readonly token: string;
  /** With clients near them. */
  readonly regions: readonly string[];
  routes(): readonly EmulatedRoute[];
  /** @param takesMs how long a pod takes to answer. */
  send(region: string, route: EmulatedRoute, takesMs: number): Promise<Answered>;
  /** From now on. */
  strike(incident: string): void;
  /** Whether a request failed by an edge that is broken, whatever anybody configured. */
  isOutage(reason: string): boolean;
  close(): Promise<void>;
}

export interface KnownIncident {
  readonly name: string;
  readonly happens: string;
  /** Of a public report, or that it is made up, in words. */
  readonly source: string;
  readonly overMinutes: number;
}

export interface EmulatedCloudModule {
  readonly incidents: readonly KnownIncident[];
  open(asked: AskedCloud): Promise<EmulatedCloud>;
}

/** Beside the packed program, and in a checkout. */
const PLACES = ['./emulated-cloud/main.js', '../../../../../infra/local/incidents/emulated.ts'] as const;

/** Fails with `not-found` where this program came without it. */
export async function emulatedCloud(): Promise<EmulatedCloudModule> {
  for (const place of PLACES) {
    const url = new URL(place, import.meta.url);
    if (!existsSync(url)) continue;
    const { EMULATED } = (await import(url.href)) as { readonly EMULATED: EmulatedCloudModule };
    return EMULATED;
  }
  const message = 'this build of rangelight came without the emulated cloud: install the package, or use a checkout';
  throw new RangelightError('not-found', 'command line', message);
}
