// A world for each test of a file, with clients of its own: what they remember of their rates and of a cloud is of no
// other one.
import { afterEach, beforeEach } from 'vitest';
import { noteRights } from '../../rights/note.ts';
import { type Clients, createClients } from './clients.ts';
import { createProofWorld, type ProofOptions, type ProofWorld } from './world.ts';

/** @param use takes the world before each test, and may bring it to where the tests begin; it is closed after each. */
export function inOwnWorld(use: (world: ProofWorld) => void | Promise<void>, options: ProofOptions = {}): void {
  let clients: Clients;
  let world: ProofWorld;
  beforeEach(async () => {
    clients = await createClients();
    world = await createProofWorld(clients, options);
    await use(world);
  });
  afterEach(async () => {
    noteRights([world.cloud.compute.journal, world.cloud.hub.journal, world.cloud.gateway.journal]);
    await world.close();
    clients.close();
  });
}
