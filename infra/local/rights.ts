// Who may do what in the local cloud: the table of the deployment as grants, by the tokens that functions and people
// show.
import { COLLECTIONS, type FunctionName, FUNCTIONS, IDENTITIES, type Identity, TOPICS } from '../deploy/contract.ts';
import { permissionsOf, PUBLISHES, type Scope } from '../deploy/permissions.ts';
import { EVERYBODY, type Granted, type Rights } from '../emulators/kit/rights.ts';
import type { TopicRights } from '../emulators/pubsub/index.ts';
import type { Access, Grant } from '../emulators/storage/index.ts';
import { BUCKETS, GKE, PERSON, PROJECT, TOKENS } from './layout.ts';

export interface LocalRights {
  /** Of the project of the load balancers, which is that of their network as well. */
  readonly compute: Rights;
  readonly hub: Rights;
  readonly topics: TopicRights;
  readonly storage: Access;
  /** Takes a permission away from a function, as somebody who edits its role does; what it returns gives it back. */
  revoke(this: void, name: FunctionName, permission: string): () => void;
}

/** @param accounts bearer token → account. */
export function createRights(accounts: ReadonlyMap<string, string> = accountsByToken()): LocalRights {
  const compute = grantedIn(['project', 'networkProject']);
  const hub = grantedIn(['fleetProject']);
  const publishes = new Map(
    ([...FUNCTIONS, 'person'] as const).map((name) => [
      accountOf(name),
      new Set(PUBLISHES[name].map((topic) => `projects/${PROJECT}/topics/${TOPICS[topic]}`)),
    ]),
  );
  return {
    compute: { accounts, granted: compute },
    hub: { accounts, granted: hub },
    topics: { accounts, publishes },
    storage: storageAccess(),
    revoke(name, permission) {
      const held = [compute, hub].map((granted) => granted.get(accountOf(name))).filter((own) => own instanceof Set);
      const had = held.filter((own) => own.delete(permission));
      return () => {
        for (const own of had) own.add(permission);
      };
    },
  };
}

export function storageAccess(): Access {
  return new Map(IDENTITIES.map((identity) => [TOKENS[identity], grantsOf(identity)]));
}

/** People have addresses, functions have service accounts. */
export function accountOf(name: FunctionName | Identity): string {
  return name === 'person' ? PERSON : `rangelight-${name}@${PROJECT}.iam.gserviceaccount.com`;
}

function accountsByToken(): ReadonlyMap<string, string> {
  const own = ([...FUNCTIONS, 'person'] as const).map((name) => [TOKENS[name], accountOf(name)] as const);
  return new Map([...own, [TOKENS.google, GKE]]);
}

/**
 * The person at the machine owns the project, GKE does its own work in it, and whoever asks without a token may look.
 */
function grantedIn(scopes: readonly Scope[]): Map<string, Granted> {
  const functions = FUNCTIONS.map((name) => {
    const permissions = scopes.flatMap((scope) => permissionsOf(name, scope));
    return [accountOf(name), new Set(permissions)] as const;
  });
  const looks = functions.flatMap(([, own]) => [...own]).filter((permission) => /\.(?:get|list)$/.test(permission));
  return new Map<string, Granted>([...functions, [PERSON, 'owner'], [GKE, 'owner'], [EVERYBODY, new Set(looks)]]);
}

function grantsOf(name: Identity): readonly Grant[] {
  const identity = accountOf(name);
  const read = name === 'person' ? (['state', 'release', 'audit'] as const) : (['state', 'release'] as const);
  const reads = read.map((bucket) => ({
    identity,
    bucket: BUCKETS[bucket],
    prefix: '',
    permissions: ['get', 'list'] as const,
  }));
  const writes = COLLECTIONS.filter(({ writers }) => writers.includes(name)).map(({ bucket, collection }) => ({
    identity,
    bucket: BUCKETS[bucket],
    prefix: `${collection}/`,
    // Records of what people did are added to, and never changed.
    permissions: bucket === 'audit' ? (['create'] as const) : (['create', 'delete'] as const),
  }));
  return [...reads, ...writes];
}
