// What the copies in the config clusters say of themselves (case 56), and what it means for those that stand without
// it.
import { expect, test } from 'vitest';
import { type JsonObject, objectAt, textAt } from '../../../../lib/core/index.ts';
import { diff } from '../../../../lib/diff/index.ts';
import { ABOUT_ANNOTATION, type DesiredResource, isConfigCopy } from '../../../../lib/model/index.ts';
import { editsIn } from '../../../../lib/plan/index.ts';
import { appliedOf, desiredOf, observedOf } from '../../balancer.ts';
import { backend, compileText, FLEET, ingress, service } from './blue.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const TEXT = service('foo') + ingress('web', `{backend: ${backend('foo')}}`);
const FRONT = ingress('web', `{backend: ${backend('foo')}}`, "{networking.gke.io/static-ip: '203.0.113.9'}");

const copiesOf = (text: string, fleet = FLEET): readonly DesiredResource[] =>
  compileText(text, { fleet }).states.flatMap(({ resources }) =>
    resources.filter(({ ref }) => isConfigCopy(KINDS, ref)),
  );
const aboutOf = ({ body }: DesiredResource) => textAt(body, 'metadata', 'annotations', ABOUT_ANNOTATION);

test('case 56: every copy says the same: what it is, what becomes of edits, and what must not be switched on', () => {
  const said = new Set(copiesOf(TEXT).map(aboutOf));
  expect(said.size).toBe(1);
  const [about] = said;
  for (const part of ['copy of a manifest in Git', 'put back', 'Multi Cluster Ingress', 'Multi-cluster Gateway'])
    expect(about).toContain(part);
});

test('with the hosted controller they do not warn of it', () => {
  const [about] = copiesOf(service('foo') + FRONT, { ...FLEET, controller: 'gke' }).map(aboutOf);
  expect(about).toContain('copy of a manifest in Git');
  expect(about).not.toContain('do not enable');
});

test('copies that stand without it get it by an update that no traffic feels and no author reads of', () => {
  const wanted = copiesOf(TEXT);
  const before = wanted.map((one) => ({ ...one, body: withoutAbout(one.body) }));
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf(wanted),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  expect(changes).toHaveLength(4);
  for (const { kind, impact, fields } of changes) {
    expect([kind, impact]).toEqual(['update', 'none']);
    expect(fields.map(({ path }) => path)).toEqual([`metadata.annotations[${ABOUT_ANNOTATION}]`]);
  }
  expect(editsIn(KINDS, changes, appliedOf(before), () => undefined)).toEqual({});
});

function withoutAbout(body: JsonObject): JsonObject {
  const metadata = objectAt(body, 'metadata');
  const { [ABOUT_ANNOTATION]: _about, ...annotations } = objectAt(metadata, 'annotations');
  return { ...body, metadata: { ...metadata, annotations } };
}
