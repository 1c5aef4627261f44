// A certificate's key: read when it is written, only the one that the plan means, and quoted nowhere.
import { describe, expect, test } from 'vitest';
import { RangelightError } from '../../../../../lib/core/index.ts';
import { readTlsSecret } from '../../../../../lib/features/ingress/secrets/index.ts';
import { type AppliedState, type DesiredResource, refKey } from '../../../../../lib/model/index.ts';
import { appliedStates } from '../../../../../lib/state/index.ts';
import { type TestCertificate, testCertificate } from '../../../../contract/certificates.ts';
import { tlsSecret } from '../../../../fakes/memory-secrets.ts';
import { desiredOf, EU, FLEET, MARK, PROJECT, UNIT, US } from '../../../balancer.ts';
import { createRig, type Rig } from '../../rig.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const REF = computeRef('sslCertificate', PROJECT, 'rl1-crt-blue-tls-0123456789');

const [foo, bar] = await Promise.all([testCertificate(['foo.example']), testCertificate(['bar.example'])]);

function certificate(): DesiredResource {
  const reading = readTlsSecret(tlsSecret(foo.certificate, foo.privateKey), 0);
  const fingerprint = reading.state === 'usable' ? reading.fingerprint : '';
  return {
    ref: REF,
    body: { name: REF.name, description: MARK, type: 'SELF_MANAGED' },
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
    secret: { clusters: [EU, US], namespace: UNIT, name: 'tls', fingerprint },
  };
}

function put(rig: Rig, link: string, pair: TestCertificate): void {
  rig.secrets.put(link, UNIT, 'tls', tlsSecret(pair.certificate, pair.privateKey));
}

async function run(rig: Rig): Promise<AppliedState | undefined> {
  const task = await rig.head(1, desiredOf([certificate()]));
  if (task !== undefined) await rig.runToEnd(task);
  return rig.value(appliedStates.at(FLEET, UNIT));
}

/** Everything that the state holds, as text. */
function stateOf(rig: Rig): string {
  return JSON.stringify(rig.store.contents());
}

describe('the certificate of a plan', () => {
  test('is uploaded with the key of its Secret, which the state does not get', async () => {
    const rig = createRig();
    put(rig, EU, foo);
    const applied = await run(rig);
    expect(applied?.result).toBe('succeeded');
    expect(rig.compute.body(refKey(REF))).toMatchObject({ selfManaged: foo });
    const state = stateOf(rig);
    expect(state).toContain(REF.name);
    expect(state).not.toContain('PRIVATE KEY');
    expect(state).not.toContain('selfManaged');
  });

  test('may come from the backup, where the primary has moved on or is out of reach', async () => {
    for (const prepare of [(rig: Rig) => put(rig, EU, bar), (rig: Rig) => rig.secrets.failing.set(EU, 'unreachable')]) {
      const rig = createRig();
      prepare(rig);
      put(rig, US, foo);
      expect((await run(rig))?.result).toBe('succeeded');
    }
  });

  test('is a conflict when no cluster holds it any more', async () => {
    const rig = createRig();
    put(rig, EU, bar);
    expect((await run(rig))?.result).toBe('conflict');
    expect(rig.compute.body(refKey(REF))).toBeUndefined();
    // The planner is asked to look again.
    expect(rig.publisher.takeRevisions()).toHaveLength(1);
  });

  test('is blocked where Secrets may not be read', async () => {
    const rig = createRig();
    put(rig, US, bar);
    rig.secrets.failing.set(EU, 'denied');
    expect((await run(rig))?.result).toBe('blocked');
  });

  test('is refused without the refusal quoting its key', async () => {
    for (const quoted of [(key: string) => key, (key: string) => JSON.stringify({ key })]) {
      const rig = createRig();
      put(rig, EU, foo);
      rig.compute.before = (call) => {
        const message = `Invalid value for field 'resource.privateKey': ${quoted(foo.privateKey)}`;
        if (call === 'insert') throw new RangelightError('invalid', 'compute', message);
      };
      expect((await run(rig))?.result).toBe('blocked');
      const state = stateOf(rig);
      expect(state).toContain('[redacted]');
      for (const line of foo.privateKey.split('\n').filter((one) => one.length > 8)) expect(state).not.toContain(line);
    }
  });
});
