// Identity-Aware Proxy decides who may pass. What takes it away, or changes whom it asks, needs a person's approval: a
// protected service would stand open, or nobody could get in.
import { type JsonObject, oncePer } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isKeyOfKind, nameOfKey, type ObjectKey, type ObservedState, type RefKey } from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { backendServiceView } from '../views/index.ts';
import type { GateCode, GateFinding } from '../../../plan/index.ts';
import { routeMoves } from './route-moves.ts';

const ENABLED = ['spec', 'iap', 'enabled'] as const;
const RULES = ['spec', 'template', 'spec', 'rules'] as const;
const CLIENT = ['spec', 'iap', 'oauthclientCredentials'] as const;

const changesByKey = oncePer((all: readonly Change[]) => new Map(all.map((change) => [change.key, change])));

/** @param all the changes of the unit: routes may move between two of them, or of what only `observed` knows. */
export function* protectionGates(
  change: Change,
  all: readonly Change[],
  observed: Pick<ObservedState, 'resources'>,
): Generator<GateFinding> {
  yield* ofItself(change);
  const nowOf = (key: RefKey): JsonObject | undefined => observed.resources.get(key)?.body;
  for (const { to, from } of routeMoves(change)) {
    if (!from.some((key) => isProtected(nowOf(key)))) continue;
    const target = changesByKey(all).get(to);
    const isNew = nowOf(to) === undefined;
    const after = target === undefined ? nowOf(to) : target.after;
    // What stands behind the proxy already has its permissions.
    if (!isProtected(after)) yield opened(change, target ?? change, to);
    else if (isNew) yield moved(change, target ?? change, to);
  }
}

/** Of a backend service that keeps its name; of no other kind, none of which is protected. */
function* ofItself(change: Change): Generator<GateFinding> {
  const { name } = change.ref;
  if (!isProtected(change.before)) return;
  if (!isProtected(change.after)) {
    if (!change.fields.some(({ path }) => path === 'iap.enabled')) return;
    const message = `would turn Identity-Aware Proxy off: everybody could reach ${name}`;
    yield finding('iap-off', message, change, ENABLED);
    return;
  }
  const client = change.fields.find(({ path }) => path === 'iap.oauth2ClientId');
  if (client === undefined) return;
  if (client.after === undefined) {
    const message = `would go back to Google's own OAuth client, which Compute cannot do to ${name} in place: keep oauthclientCredentials, or give the MultiClusterService another name`;
    yield { ...finding('iap-client-kept', message, change, CLIENT), isFinal: true };
    return;
  }
  const message = `would give ${name} another OAuth client: everybody has to sign in again, and nobody can when it is not set up`;
  yield finding('iap-client', message, change, CLIENT);
}

function opened(urlMap: Change, target: Change, to: RefKey): GateFinding {
  const message = `would move routes of ${urlMap.ref.name} from behind Identity-Aware Proxy: everybody could reach ${nameOfKey(to)}`;
  return finding('iap-off', message, target, target === urlMap ? RULES : ENABLED);
}

function moved(urlMap: Change, target: Change, to: RefKey): GateFinding {
  const message = `would move routes of ${urlMap.ref.name} to ${nameOfKey(to)}: who may pass Identity-Aware Proxy is bound to a backend service, and nobody may pass this one but by a permission on the project`;
  return finding('iap-moved', message, target, ENABLED);
}

function finding(
  code: GateCode,
  message: string,
  { key, owners }: { readonly key: RefKey; readonly owners: readonly ObjectKey[] },
  path: readonly string[],
): GateFinding {
  return { code, message, key, owners: configFirst(owners), path };
}

/** The place of a finding is in the first of these that Git still has. */
function configFirst(owners: readonly ObjectKey[]): readonly ObjectKey[] {
  const order = [OBJECT_KINDS.backendConfig, OBJECT_KINDS.service];
  const rank = (owner: ObjectKey): number => [...order.map((kind) => isKeyOfKind(owner, kind)), true].indexOf(true);
  return [...owners].sort((a, b) => rank(a) - rank(b));
}

function isProtected(body: JsonObject | undefined): boolean {
  return backendServiceView(body).iapEnabled;
}
