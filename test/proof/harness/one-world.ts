// One world for all tests of a file: making one costs more than most of them.
import { afterAll, beforeAll } from 'vitest';
import { type Clients, createClients } from './clients.ts';
import { createProofWorld, type ProofWorld } from './world.ts';

/** @param use takes the world before the first test; it is closed after the last. */
export function inOneWorld(use: (world: ProofWorld) => void): void {
  let clients: Clients;
  let world: ProofWorld;
  beforeAll(async () => {
    clients = await createClients();
    world = await createProofWorld(clients);
    use(world);
  });
  afterAll(async () => {
    await world.close();
    clients.close();
  });
}
