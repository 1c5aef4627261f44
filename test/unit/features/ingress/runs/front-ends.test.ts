// Whether requests get to a backend service: along rule, proxy and URL map, in its own project.
import { beforeEach, describe, expect, test } from 'vitest';
import { hasFrontEnd } from '../../../../../lib/features/ingress/runs/front-ends.ts';
import { refKey } from '../../../../../lib/model/index.ts';
import { createMemoryCompute, type MemoryCompute } from '../../../../fakes/memory-compute.ts';
import { PROJECT } from '../../../balancer.ts';
import { NEVER } from '../../../app/rig.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const of = (kind: Parameters<typeof computeRef>[0], name: string) => computeRef(kind, PROJECT, name);
const SERVICE = of('backendService', 'bs');

let compute: MemoryCompute;
beforeEach(() => {
  compute = createMemoryCompute();
});

const look = (ref = SERVICE) => hasFrontEnd(ref, compute, NEVER);

/** A way to the service; each part refers to the next. */
function lead(proxy: 'targetHttpProxy' | 'targetHttpsProxy'): void {
  compute.put(of('forwardingRule', 'fr'), { target: refKey(of(proxy, 'tp')) });
  compute.put(of(proxy, 'tp'), { urlMap: refKey(of('urlMap', 'um')) });
  compute.put(of('urlMap', 'um'), { pathMatchers: [{ defaultService: refKey(SERVICE) }] });
}

describe('a front end', () => {
  test.each(['targetHttpProxy', 'targetHttpsProxy'] as const)('leads to a service over a %s', async (proxy) => {
    lead(proxy);
    expect(await look()).toBe(true);
    expect(await look(of('backendService', 'other'))).toBe(false);
  });

  test.each([of('forwardingRule', 'fr'), of('targetHttpProxy', 'tp'), of('urlMap', 'um')])(
    'leads nowhere without each of its parts',
    async (part) => {
      lead('targetHttpProxy');
      compute.drop(refKey(part));
      expect(await look()).toBe(false);
    },
  );

  test('counts as there while a part of the way cannot be read', async () => {
    compute.unreachable.set('urlMap', ['zones/down']);
    expect(await look()).toBe(true);
  });

  test('is looked for in the project of the service, once a kind', async () => {
    const listed: string[] = [];
    const list = compute.list.bind(compute);
    compute.list = async (kind, project, signal) => {
      listed.push(`${kind} ${project}`);
      return list(kind, project, signal);
    };
    await look();
    const kinds = ['forwardingRule', 'targetHttpProxy', 'targetHttpsProxy', 'urlMap'];
    expect(listed).toEqual(kinds.map((kind) => `${kind} ${PROJECT}`));
  });
});
