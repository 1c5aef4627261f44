// A made-up kind of Compute over the emulator of its API, through the real client: planned, inserted, changed in place,
// healed when somebody changes it by hand, and deleted. Its collection is one that Compute has, and that no feature, no
// table of the client and no emulated kind has: the kind brings it to all three.
import { BackendBucketsClient } from '@google-cloud/compute/build/src/v1/backend_buckets_client.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kind } from '../../../infra/emulators/compute/resources/kind.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { type ComputeKindDefinition, kindsOf, refInProject, refKey } from '../../../lib/model/index.ts';
import { NEVER } from '../app/bare-rig.ts';
import { PROJECT, resource } from '../fleet-of-two.ts';
import { emulatedCompute, type EmulatedCompute } from './emulated-compute.ts';
import { NAME, router, widget } from './made-up.ts';
import { createWalk, type Walk } from './walk.ts';

const locker: ComputeKindDefinition = {
  ...router,
  id: 'locker',
  title: 'locker',
  api: { collection: 'backendBuckets', scope: 'global' },
  quota: 'BACKEND_BUCKETS',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  fields: { bucketName: { policy: 'in-place' }, enableCdn: { policy: 'in-place', default: false } },
};
const kinds = kindsOf([locker, widget]);
const REF = refInProject(locker, PROJECT, NAME);
const holding = (bucketName: string) => resource(REF, { bucketName });
/** How the client calls the collection. */
const collections = {
  backendBuckets: {
    client: BackendBucketsClient,
    name: 'backendBucket',
    resource: 'backendBucketResource',
    updates: { body: { fingerprint: false, always: [] }, verbs: {} },
  },
};
/** How the emulator keeps it. */
const emulatedKind: Kind = {
  collection: 'backendBuckets',
  singular: 'backendBucket',
  snake: 'backend_bucket',
  message: 'BackendBucket',
  scope: 'global',
  quota: 'BACKEND_BUCKETS',
  methods: { patch: true, update: true },
  references: {},
  links: [],
  outputOnly: [],
  immutable: [],
  fingerprint: false,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 1 },
  defaults: ({ body }) => ({ enableCdn: false, ...body }),
  validate: () => {},
  verbs: {},
};

let emulated: EmulatedCompute;
let walk: Walk;
beforeAll(async () => {
  emulated = await emulatedCompute(kinds, { emulated: [emulatedKind], collections });
  walk = await createWalk(kinds, {}, async () => emulated);
});
afterAll(() => emulated[Symbol.asyncDispose]());

const held = async () => (await emulated.compute.get(REF, NEVER))?.body['bucketName'];

test('it is inserted, changed in place, healed, and deleted', async () => {
  await walk.carryOut(1, [holding('one')]);
  expect(await held()).toBe('one');
  await walk.carryOut(3, [holding('two')]);
  expect(await held()).toBe('two');

  await emulated.byHand('PATCH', `global/backendBuckets/${NAME}`, { bucketName: 'three' });
  expect(await held()).toBe('three');
  await sweep(walk.world, NEVER);
  walk.rig.clock.advance(180_000);
  await sweep(walk.world, NEVER);
  const [healing] = walk.rig.publisher.takeTasks().flatMap((one) => (one.type === 'run' ? [one] : []));
  expect(await walk.run(healing)).toBe('finished');
  expect(await held()).toBe('two');

  const plan = await walk.carryOut(5, []);
  expect(plan?.changes.map(({ key, kind }) => `${kind} ${key}`)).toEqual([`delete ${refKey(REF)}`]);
  expect(await held()).toBeUndefined();
});
