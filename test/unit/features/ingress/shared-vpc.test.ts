// The firewall rule of a Shared VPC is somebody else's: none is made, and what is missing is told.
import { expect, it } from 'vitest';
import { compileText, FACTS, FLEET, resourcesOf, service } from './blue.ts';

const shared = { ...FLEET, network: 'projects/host/global/networks/shared' };
const compileWith = (probesAdmitted?: boolean) =>
  compileText(service('foo'), {
    fleet: shared,
    facts: { ...FACTS, ...(probesAdmitted === undefined ? {} : { probesAdmitted }) },
  });

it('makes no rule, and says nothing when one stands', () => {
  const compiled = compileWith(true);
  expect(resourcesOf(compiled, 'firewall')).toEqual([]);
  expect(compiled.diagnostics).toEqual([]);
});

it.each([
  [false, 'has no rule'],
  [undefined, 'cannot be read'],
])('with rules seen: %s, prints the command', (admitted, words) => {
  const [found, ...others] = compileWith(admitted).diagnostics;
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: 'shared-vpc-firewall', severity: 'warning', source: FLEET.source });
  expect(found?.message).toContain(words);
  expect(found?.hint).toBe(
    'In host: gcloud compute firewall-rules create prod-load-balancer-probes --project=host --network=shared' +
      ' --direction=INGRESS --allow=tcp --source-ranges=130.211.0.0/22,35.191.0.0/16' +
      ' --target-tags=node-asia,node-eu,node-us',
  );
});
