// What the bound of docs/makespan.md counts as writes of ours: groups that GKE's controllers make draw on no budget.
import { describe, expect, it } from 'vitest';
import { describeOwner } from '../../../infra/emulators/kubernetes/workloads/neg/ownership.ts';
import { graphBetween, type Snapshot } from '../../bench/makespan/snapshot.ts';

const GROUP = 'projects/p/zones/z/networkEndpointGroups/rl1-neg-blue-s0-1';
const OTHER = 'projects/p/zones/z/networkEndpointGroups/rl1-neg-blue-s0-2';
const SERVICE = 'projects/p/global/backendServices/s0';
const GKES = describeOwner({ clusterUid: 'uid', namespace: 'blue', service: 's0', port: '80' });
const OURS = 'rangelight/v2 installation=rl1 fleet=prod unit=blue';

function holding(groups: Readonly<Record<string, { description: string; endpoints: number }>>): Snapshot {
  const backends = Object.keys(groups).map((group) => ({ group: `https://compute.local/compute/v1/${group}` }));
  return new Map<string, Readonly<Record<string, unknown>>>([...Object.entries(groups), [SERVICE, { backends }]]);
}

function workOf(before: Snapshot, after: Snapshot) {
  const { work } = graphBetween(before, after, 185);
  return work.filter(({ id }) => id !== 'learn').map(({ id, needs, isWrite }) => ({ id, needs, isWrite }));
}

describe('a group of endpoints', () => {
  it('is no write of ours where GKE has made it', () => {
    expect(workOf(new Map(), holding({ [GROUP]: { description: GKES, endpoints: 2 } }))).toEqual([
      { id: GROUP, needs: ['learn'], isWrite: false },
      { id: SERVICE, needs: [GROUP, 'learn'], isWrite: true },
    ]);
  });

  it('is two where Rangelight has, of which the first makes it and the second fills it', () => {
    expect(workOf(new Map(), holding({ [OTHER]: { description: OURS, endpoints: 2 } }))).toEqual([
      { id: `made ${OTHER}`, needs: ['learn'], isWrite: true },
      { id: OTHER, needs: [`made ${OTHER}`, 'learn'], isWrite: true },
      { id: SERVICE, needs: [OTHER, 'learn'], isWrite: true },
    ]);
  });

  it('is one where it stood, and has other endpoints', () => {
    const before = holding({ [OTHER]: { description: OURS, endpoints: 2 } });
    expect(workOf(before, holding({ [OTHER]: { description: OURS, endpoints: 3 } }))).toEqual([
      { id: OTHER, needs: ['learn'], isWrite: true },
    ]);
  });
});
