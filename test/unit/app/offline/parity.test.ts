// Git, primary and backup, object by object: three sides, defaults and what others keep beside it, and Secrets by their
// digest.
import { beforeEach, describe, expect, it } from 'vitest';
import { isUnlike, parityLines } from '../../../../lib/app/offline/index.ts';
import { parityOutlook } from '../../../../lib/app/planning/parity-outlook.ts';
import { secretsBeside } from '../../../../lib/app/planning/secrets-beside.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import { configParityPart } from '../../../../lib/report/index.ts';
import { parityOf } from '../../../../lib/app/planning/parity-of.ts';
import { secretParity } from '../../../../lib/app/offline/secret-parity.ts';
import { type JsonObject, RangelightError } from '../../../../lib/core/index.ts';
import type { DesiredResource, ObservedResource, ObservedState } from '../../../../lib/model/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../../lib/features/ingress/kinds/index.ts';

const [US, EU] = ['us-west1/gke-us', 'europe-west1/gke-eu'] as const;
const CONFIGS = { primary: US, backup: EU };
const PORTS = [{ name: 'web', port: 8080 }];

function body(ports: readonly JsonObject[], metadata: JsonObject = {}): JsonObject {
  return { metadata: { name: 'foo', namespace: 'blue', ...metadata }, spec: { template: { spec: { ports } } } };
}

function wanted(one: JsonObject): readonly DesiredResource[] {
  return [US, EU].map((link) => ({
    ref: clusterRef('multiClusterService', link, 'foo', 'blue'),
    body: one,
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
  }));
}

function observed(bodies: Readonly<Record<string, JsonObject>>, unknown: ObservedState['unknown'] = []): ObservedState {
  const seen = Object.entries(bodies).map(([link, one]): ObservedResource => {
    return { ref: clusterRef('multiClusterService', link, 'foo', 'blue'), body: one, ours: false };
  });
  return { resources: new Map(seen.map((one) => [refKey(one.ref), one])), unknown };
}

function lines(git: readonly DesiredResource[], state: ObservedState): readonly string[] {
  const objects = parityOf(KINDS, CONFIGS, git, state);
  return parityLines({ ...CONFIGS, objects, secrets: [], unread: [] });
}

describe('an object', () => {
  it('is the same whatever servers fill in, and others keep in labels and annotations', () => {
    const filled = body([{ name: 'web', port: 8080, protocol: 'TCP', targetPort: 8080 }], {
      uid: '1',
      labels: { 'argocd.argoproj.io/instance': 'shop', team: 'a' },
      annotations: { 'networking.gke.io/last-reconcile-time': 'Saturday' },
    });
    expect(lines(wanted(body(PORTS, { labels: { team: 'a' } })), observed({ [US]: filled, [EU]: filled }))).toEqual([
      '1 of 1 objects are the same in Git, us-west1/gke-us and europe-west1/gke-eu',
    ]);
  });

  it('that differs is told on all three sides, field by field', () => {
    const changed = body([{ name: 'web', port: 9090 }]);
    expect(lines(wanted(body(PORTS)), observed({ [US]: body(PORTS), [EU]: changed }))).toEqual([
      'MultiClusterService blue/foo  in Git; us-west1/gke-us: as in Git; europe-west1/gke-eu: differs',
      '  spec.template.spec.ports[0].port',
      '    Git: 8080',
      '    us-west1/gke-us: 8080',
      '    europe-west1/gke-eu: 9090',
      '0 of 1 objects are the same in Git, us-west1/gke-us and europe-west1/gke-eu',
    ]);
  });

  it('that Git does not have is compared between the clusters', () => {
    expect(lines([], observed({ [US]: body(PORTS) }))).toContain(
      'MultiClusterService blue/foo  not in Git; us-west1/gke-us: stands; europe-west1/gke-eu: absent',
    );
  });

  it('of a cluster that cannot be read is unknown, never absent', () => {
    const unknown = [{ part: 'cluster', cluster: EU, reason: 'it does not answer' }] as const;
    const state = observed({ [US]: body(PORTS) }, unknown);
    const objects = parityOf(KINDS, CONFIGS, wanted(body(PORTS)), state);
    expect(objects[0]?.backup.state).toBe('unknown');
    expect(isUnlike({ ...CONFIGS, objects, secrets: [], unread: [] })).toBe(false);
  });

  it('that another manager holds is told with its name', () => {
    const managedFields = [
      { manager: 'kubectl-edit', fieldsV1: { 'f:spec': { 'f:clusters': {} } } },
      { manager: 'rangelight', fieldsV1: { 'f:spec': { 'f:template': {} } } },
      { manager: 'gke', subresource: 'status', fieldsV1: { 'f:status': { 'f:VIP': {} } } },
    ];
    expect(lines(wanted(body(PORTS)), observed({ [US]: body(PORTS, { managedFields }), [EU]: body(PORTS) }))[0]).toBe(
      'MultiClusterService blue/foo  in us-west1/gke-us its spec is also held by kubectl-edit',
    );
  });
});

describe('beside a plan', () => {
  const told = (state: ObservedState, controller: 'rangelight' | 'gke' = 'rangelight', want = wanted(body(PORTS))) => {
    const outlook = parityOutlook(KINDS, { ...CONFIGS, controller }, want, state, secrets(state));
    const kept = JSON.parse(JSON.stringify(outlook ?? {})) as Readonly<Record<string, JsonObject>>;
    return configParityPart.planned?.({ outlook: kept } as never, []).whole?.() ?? [];
  };

  let known: Facts['secrets'];
  let named: readonly string[];
  beforeEach(() => {
    [known, named] = [undefined, []];
  });
  const secrets = (state: ObservedState) =>
    secretsBeside(
      named,
      { fleet: 'prod', clusters: {}, addresses: {}, ...(known && { secrets: known }) },
      CONFIGS,
      state,
    );

  it('is told which Secrets are not the same, certificates by digest, and which nobody knows', () => {
    const certificate = { state: 'usable', notBefore: '', notAfter: '', validity: 'valid', dnsNames: [] } as const;
    const one = { ...certificate, fingerprint: '0123456789abcdef' };
    const all: Facts['secrets'] = {
      'blue/same': one,
      'blue/tls': { ...one, backup: 'differs', backupFingerprint: 'fedcba9876543210' },
      'blue/first': { ...one, backup: 'missing' },
      'blue/oauth#oauth-client': {
        state: 'usable',
        use: 'oauth-client',
        fingerprint: 'hush',
        backup: 'differs',
      },
      'blue/gone': { state: 'unusable', problem: 'missing', detail: 'does not exist' },
      'blue/odd': { state: 'unusable', problem: 'malformed', detail: 'has no tls.key' },
      'blue/half': { ...one, backup: 'unread' },
    };
    known = all;
    named = [...Object.keys(all), 'blue/new'];
    const same = observed({ [US]: body(PORTS), [EU]: body(PORTS) });
    expect(told(same)).toEqual([
      'Config clusters as they stand: 1 object and 5 Secrets, 4 not the same in both',
      '  Secret blue/tls: digest 0123456789ab ↔ digest fedcba987654',
      `  Secret blue/first: only in ${US}`,
      '  Secret blue/oauth (oauth-client): not the same',
      `  Secret blue/gone: not in ${US}`,
      `  not known whether the same in both: Secret blue/odd: that of ${US} has no tls.key`,
      `  not known whether the same in both: Secret blue/half: only one of ${US} and ${EU} gives it: rangelight parity says why`,
      '  not known whether the same in both: Secret blue/new: it was not read yet; it is read with each tick, once a minute, and this waits for it',
    ]);
    // What drift wrote down once says nothing of a cluster that cannot be read now.
    const away = observed({ [US]: body(PORTS) }, [{ part: 'cluster', cluster: EU, reason: 'it does not answer' }]);
    expect(told(away)).toHaveLength(1 + named.length);
    expect(told(away)[1]).toBe(`  not known whether the same in both: Secret blue/same: ${EU} cannot be read`);
  });

  it('is told what the clusters say otherwise than each other, and who else holds it', () => {
    const managedFields = [{ manager: 'kubectl-edit', fieldsV1: { 'f:spec': { 'f:template': {} } } }];
    const state = observed({ [US]: body(PORTS), [EU]: body([{ name: 'web', port: 9090 }], { managedFields }) });
    expect(told(state)).toEqual([
      'Config clusters as they stand: 1 object, 1 not the same in both',
      '  MultiClusterService blue/foo: spec.template.spec.ports[0].port 8080 ↔ 9090',
      '  their spec is also held by kubectl-edit in europe-west1/gke-eu: 1',
    ]);
    expect(told(state, 'gke')).toHaveLength(2);
  });

  it('is told what only one of them has', () => {
    expect(told(observed({ [EU]: body(PORTS) }))).toContain(
      '  MultiClusterService blue/foo: only in europe-west1/gke-eu',
    );
  });

  it('is nothing where both hold the same, whatever the commit asks for, or where one cannot be read', () => {
    const same = observed({ [US]: body(PORTS), [EU]: body(PORTS) });
    expect(told(same, 'rangelight', wanted(body([{ name: 'web', port: 1 }])))).toEqual([]);
    const unknown = [{ part: 'cluster', cluster: EU, reason: 'it does not answer' }] as const;
    expect(told(observed({ [US]: body(PORTS) }, unknown))).toEqual([]);
  });
});

describe('a Secret', () => {
  const held: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    same: { [US]: 'k', [EU]: 'k' },
    differs: { [US]: 'k', [EU]: 'other' },
    absent: { [US]: 'k' },
    unknown: { [US]: 'k', [EU]: 'denied' },
  };

  it.each(Object.keys(held))('%s', async (name) => {
    const secrets = {
      read: async (link: string) => {
        const text = held[name]?.[link];
        if (text === 'denied') throw new RangelightError('denied', 'kubernetes', 'may not');
        const data = new Map([['tls.key', new TextEncoder().encode(text)]]);
        return text === undefined ? undefined : { type: 'kubernetes.io/tls', data };
      },
    };
    const found = await secretParity(secrets, [US, EU], [`blue/${name}`], new AbortController().signal);
    expect(found).toMatchObject([{ secret: `blue/${name}`, state: name }]);
    expect(JSON.stringify(found)).not.toMatch(/[0-9a-f]{16}/);
  });
});
