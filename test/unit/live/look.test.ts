// A look is of one moment: what is asked twice is read once, and many selections cost no more than a few.
import { expect, test } from 'vitest';
import { lookInto } from '../../../lib/live/index.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import { createMemoryClusters } from '../../fakes/memory-clusters.ts';

const NEVER = new AbortController().signal;
const US = 'us-west1/gke-us';

function rig() {
  const asked: string[] = [];
  let isAway = false;
  const pod = (name: string, labels: Readonly<Record<string, string>>) => ({
    metadata: { name, namespace: 'blue', labels },
  });
  const pods = [pod('a-1', { app: 'a', tier: 'x' }), pod('a-2', { app: 'a' }), pod('b', { app: 'b' }), pod('c', {})];
  const clusters: Parameters<typeof lookInto>[0] = {
    ...createMemoryClusters(),
    async read(cluster, kind, { namespace = '', labels = {} }) {
      const selected = Object.entries(labels).map(([key, value]) => ` ${key}=${value}`);
      asked.push(`${cluster} ${typeof kind === 'string' ? kind : 'of an API'} ${namespace}${selected.join('')}`);
      if (isAway) throw new RangelightError('unreachable', 'kubernetes', 'away');
      return pods.filter((one) => Object.entries(labels).every(([key, value]) => one.metadata.labels[key] === value));
    },
  };
  const look = lookInto(clusters, NEVER);
  const select = async (labels: Readonly<Record<string, string>>): Promise<readonly unknown[] | undefined> =>
    (await look.read(US, 'pod', { namespace: 'blue', labels }))?.map(
      ({ metadata }) => (metadata as { name: string }).name,
    );
  return { asked, look, select, goAway: () => (isAway = true) };
}

test('two selections of a namespace are asked for by themselves, and all others are made out of the whole', async () => {
  const { asked, select } = rig();
  const found = await Promise.all(
    [{ app: 'a' }, { app: 'b' }, { app: 'a', tier: 'x' }, { app: 'none' }, { app: 'b', tier: 'x' }].map(select),
  );
  expect(found).toEqual([['a-1', 'a-2'], ['b'], ['a-1'], [], []]);
  expect(asked).toEqual([`${US} pod blue app=a`, `${US} pod blue app=b`, `${US} pod blue`]);
});

test('the same question is asked once', async () => {
  const { asked, select, look } = rig();
  for (const _ of [1, 2]) await select({ app: 'a' });
  for (const _ of [1, 2]) await look.read(US, 'endpointSlice', { namespace: 'blue' });
  expect(asked).toEqual([`${US} pod blue app=a`, `${US} endpointSlice blue`]);
});

test('what cannot be read is unknown in every selection', async () => {
  const { select, goAway } = rig();
  goAway();
  expect(await Promise.all([{ app: 'a' }, { app: 'b' }, { app: 'c' }].map(select))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
