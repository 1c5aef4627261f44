// One control API for any set of emulators: journals, faults, latency, clocks, clusters, propagation. See BEHAVIOR.md.
// In: the emulators by name. Out: a handler under /__control/.
import { Hono } from 'hono';
import { type Clock, isVirtual } from './clock.ts';
import type { DeliveryControl } from './deliveries.ts';
import { deliveryFaultReader, faultReader, InvalidFault } from './fault-schema.ts';
import { type Faults, UnsupportedFault } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Latency } from './latency.ts';
import type { LatencyProfile, Pace } from './pace.ts';

/** What every emulator has. */
export interface ControlledEmulator {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** Where answers come before their effects: how long those take. */
  readonly operations?: Pace;
  /** Where messages are brought to somebody. */
  readonly deliveryFaults?: DeliveryControl;
}

export type DownMode = 'gateway' | 'refused';

export interface Controlled {
  /** By a name that fits into a path segment. */
  readonly emulators: ReadonlyMap<string, ControlledEmulator>;
  readonly clocks: ReadonlyMap<string, Clock>;
  /** By `LOCATION/NAME`. */
  readonly clusters?: ReadonlyMap<string, { setDown(mode: DownMode | undefined): void }>;
  /** Resolves when every edge serves what is configured now. */
  readonly settled?: () => Promise<void>;
}

const PAGE = 100;
const LARGEST_PAGE = 1000;
const PROFILES: ReadonlySet<string> = new Set<LatencyProfile>(['instant', 'fast', 'realistic']);

/** A request that names something that is not there, or says it wrongly; answered with its status and message. */
class Refused extends Error {
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.name = 'Refused';
    this.status = status;
  }
}

/** Routes of the control API, to mount below `/` beside a set-up's own: `app.route('/', controlRoutes(…))`. */
export function controlRoutes(controlled: Controlled): Hono {
  const app = new Hono().basePath('/__control');
  app.onError((error, c) => {
    if (error instanceof Refused) return c.json({ message: error.message }, error.status);
    if (error instanceof InvalidFault || error instanceof UnsupportedFault)
      return c.json({ message: error.message }, 400);
    throw error;
  });
  addEmulators(app, controlled);
  addFaults(app, controlled);
  addDeliveryFaults(app, controlled);
  addClocks(app, controlled);
  addPlaces(app, controlled);
  return app;
}

function emulatorNamed({ emulators }: Controlled, name: string): ControlledEmulator {
  const found = emulators.get(name);
  if (found === undefined) throw new Refused(404, `no emulator ${name}; there are ${[...emulators.keys()].join(', ')}`);
  return found;
}

function addEmulators(app: Hono, controlled: Controlled): void {
  app.get('/emulators', (c) =>
    c.json(
      [...controlled.emulators].map(([name, { journal, faults, latency }]) => ({
        name,
        requests: journal.entries.length,
        open: journal.open().length,
        faults: faults.rules().length,
        latency: latency.profile(),
      })),
    ),
  );
  app.get('/emulators/:name/journal', (c) => {
    const { entries } = emulatorNamed(controlled, c.req.param('name')).journal;
    const after = wholeNumber(c.req.query('after') ?? '0', 'after');
    const limit = Math.min(wholeNumber(c.req.query('limit') ?? String(PAGE), 'limit'), LARGEST_PAGE);
    const page = entries.slice(after, after + limit);
    const next = after + page.length;
    return c.json({ entries: page, next, more: next < entries.length });
  });
  app.get('/emulators/:name/open', (c) => c.json(emulatorNamed(controlled, c.req.param('name')).journal.open()));
  app.put('/emulators/:name/latency', async (c) => {
    await setPace(emulatorNamed(controlled, c.req.param('name')).latency, c.req.raw);
    return c.body(null, 204);
  });
  app.put('/emulators/:name/operations', async (c) => {
    const name = c.req.param('name');
    const { operations } = emulatorNamed(controlled, name);
    if (operations === undefined) throw new Refused(404, `${name} has no operations`);
    await setPace(operations, c.req.raw);
    return c.body(null, 204);
  });
}

async function setPace(pace: Pace, request: Request): Promise<void> {
  const { profile, scale = 1 } = await bodyOf(request);
  if (typeof profile !== 'string' || !PROFILES.has(profile)) {
    throw new Refused(400, `profile must be one of ${[...PROFILES].join(', ')}`);
  }
  if (typeof scale !== 'number' || !(scale >= 0)) throw new Refused(400, 'scale must be a number, 0 or more');
  pace.setProfile(profile as LatencyProfile, scale);
}

function addDeliveryFaults(app: Hono, controlled: Controlled): void {
  const readFault = deliveryFaultReader();
  const path = '/emulators/:name/delivery-faults';
  const faultsOf = (name: string): DeliveryControl => {
    const { deliveryFaults } = emulatorNamed(controlled, name);
    if (deliveryFaults === undefined) throw new Refused(404, `${name} delivers no messages`);
    return deliveryFaults;
  };
  app.get(path, (c) => c.json(faultsOf(c.req.param('name')).rules()));
  app.post(path, async (c) => {
    const faults = faultsOf(c.req.param('name'));
    return c.json({ id: faults.add(readFault(await bodyOf(c.req.raw))) }, 201);
  });
  app.delete(path, (c) => {
    faultsOf(c.req.param('name')).clear();
    return c.body(null, 204);
  });
}

function addFaults(app: Hono, controlled: Controlled): void {
  const readFault = faultReader();
  const faultsOf = (name: string): Faults => emulatorNamed(controlled, name).faults;
  app.get('/emulators/:name/faults', (c) => c.json(faultsOf(c.req.param('name')).rules()));
  app.post('/emulators/:name/faults', async (c) => {
    const faults = faultsOf(c.req.param('name'));
    return c.json({ id: faults.add(readFault(await bodyOf(c.req.raw))) }, 201);
  });
  app.delete('/emulators/:name/faults', (c) => {
    faultsOf(c.req.param('name')).clear();
    return c.body(null, 204);
  });
  app.delete('/emulators/:name/faults/:id', (c) => {
    const { name, id } = c.req.param();
    if (!faultsOf(name).remove(id)) throw new Refused(404, `no fault ${id} at ${name}`);
    return c.body(null, 204);
  });
  app.get('/emulators/:name/held', (c) => c.json(faultsOf(c.req.param('name')).held.list()));
  app.post('/emulators/:name/held/release', (c) => c.json({ released: faultsOf(c.req.param('name')).held.release() }));
  app.post('/emulators/:name/held/:id/release', (c) => {
    const { name, id } = c.req.param();
    if (faultsOf(name).held.release(id) === 0) throw new Refused(404, `${name} holds no ${id}`);
    return c.body(null, 204);
  });
}

function addClocks(app: Hono, { clocks }: Controlled): void {
  app.get('/clock', (c) =>
    c.json([...clocks].map(([name, clock]) => ({ name, now: clock.now(), virtual: isVirtual(clock) }))),
  );
  app.post('/clock/advance', async (c) => {
    const { ms } = await bodyOf(c.req.raw);
    if (typeof ms !== 'number' || !(ms >= 0)) throw new Refused(400, 'ms must be a number of milliseconds');
    const virtual = [...clocks.values()].filter(isVirtual);
    if (virtual.length === 0) throw new Refused(409, 'no clock here is virtual; time runs by itself');
    for (const clock of virtual) await clock.advance(ms);
    return c.body(null, 204);
  });
}

function addPlaces(app: Hono, { clusters, settled }: Controlled): void {
  app.post('/clusters/:location/:name/:state{down|up}', (c) => {
    const { location, name, state } = c.req.param();
    const cluster = clusters?.get(`${location}/${name}`);
    if (cluster === undefined) throw new Refused(404, `no cluster ${location}/${name}`);
    const mode = c.req.query('mode') ?? 'gateway';
    if (mode !== 'gateway' && mode !== 'refused') throw new Refused(400, 'mode must be gateway or refused');
    cluster.setDown(state === 'down' ? mode : undefined);
    return c.body(null, 204);
  });
  app.get('/data-plane/settled', async (c) => {
    if (settled === undefined) throw new Refused(404, 'there is no data plane here');
    await settled();
    return c.body(null, 204);
  });
}

async function bodyOf(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw new Refused(400, 'the body must be a JSON object');
  return body as Readonly<Record<string, unknown>>;
}

function wholeNumber(written: string, name: string): number {
  if (!/^\d+$/u.test(written)) throw new Refused(400, `${name} must be a whole number`);
  return Number(written);
}
