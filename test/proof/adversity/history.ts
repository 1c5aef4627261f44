// A history with those who mean harm and with losses: out of one seed, a fleet or two are rolled out, and then
// documents are lost or damaged, messages forged and repeated, a planner captured, systems out, at random moments,
// while pushes go on. When all is over and a person has said the word that is asked for, the cloud is what the last
// commit says.
import { type Random, seededRandom } from '../../../infra/emulators/kit/random.ts';
import { applyHead, approve, pause, resume } from '../../../lib/app/words/index.ts';
import { EVERY_GATE } from '../../../functions/wiring/codes.ts';
import { ownershipMark } from '../../../lib/model/index.ts';
import { heads, revisions } from '../../../lib/state/index.ts';
import { COMPUTE, type Clients } from '../harness/clients.ts';
import { cloudWrites } from '../harness/cloud-writes.ts';
import { PROJECT } from '../harness/cloud.ts';
import { type Guard, guard } from '../harness/invariants.ts';
import { cloudOf, differences, type State, stateOf as stateOfWorld } from '../harness/state.ts';
import { createProofWorld, type ProofWorld, REPOSITORY } from '../harness/world.ts';
import { capturedPlanner } from './captured-planner.ts';
import { forgeMessage, repeatMessage } from './forged-messages.ts';
import { type Harm, harmDocuments } from './lost-documents.ts';
import { type Outage, OUTAGES } from './outages.ts';
import { pick } from './pick.ts';
import { untoldDamage } from './told-of-damage.ts';
import { FIRST_TREES, ROUTES, SECOND_ROUTES, SECOND_TREES } from './trees.ts';

export interface Adversity {
  readonly seed: number;
  readonly failures: readonly string[];
  /** What happened, in order, with the minute of it. */
  readonly told: readonly string[];
  /** `kind × what it met` → how often. */
  readonly met: ReadonlyMap<string, number>;
}

/** What the cloud must be at the end, by the trees that were pushed last. */
export type Ends = (first: number, second: number | undefined) => Promise<State>;

const SECOND = 'acme/shop';
const MINUTE_MS = 60_000;
const NEVER = new AbortController().signal;
const PULL = 7;
/** A person who does what the checks ask for is asked at most so often. */
const MOST_WORDS = 6;
const ACT = { by: 'alice', reason: 'it was asked for' };

export function ends(clients: Clients): Ends {
  const known = new Map<string, State>();
  return async (first, second) => {
    const key = `${first} ${second}`;
    const there = known.get(key);
    if (there !== undefined) return there;
    const world = await createProofWorld(clients, second === undefined ? {} : { second: SECOND });
    try {
      world.push(FIRST_TREES[first] ?? {});
      if (second !== undefined) world.push(SECOND_TREES[second] ?? {}, { to: SECOND });
      await world.untilIdle();
      await copyByHand(world);
      const state = await stateOf(world);
      known.set(key, state);
      return state;
    } finally {
      await world.close();
    }
  };
}

export async function adversity(clients: Clients, seed: number, expected: Ends): Promise<Adversity> {
  const random = seededRandom(seed);
  const isTwo = seed % 3 === 0;
  const isCaptured = seed % 4 === 1;
  const failures: string[] = [];
  const told: string[] = [];
  const met = new Map<string, number>();
  const harmed = new Set<string>();
  let watch: Guard | undefined;
  let outage: { readonly of: Outage; readonly until: number } | undefined;
  const world: ProofWorld = await createProofWorld(clients, {
    ...(isTwo && { second: SECOND }),
    polls: true,
    operations: pick(random, ['instant', 'fast'] as const),
    loses(call) {
      if (outage === undefined || world.clock.now() >= outage.until) return undefined;
      const error = outage.of.befalls(call);
      return error && { when: 'before', error };
    },
    onCall(call, when) {
      if (call.write) watch?.look(`${when} call ${call.index}, ${call.by}: ${call.what}`);
    },
  });
  const begun = world.clock.now();
  const say = (what: string): void =>
    void told.push(`${Math.round((world.clock.now() - begun) / MINUTE_MS)} min: ${what}`);
  const begin = (of: Outage): void => {
    outage = { of, until: world.clock.now() + of.minutes * MINUTE_MS };
  };
  const happened = (harm: Harm | undefined): void => {
    if (harm === undefined) return;
    say(harm.told);
    for (const key of harm.keys ?? []) harmed.add(key);
    for (const one of harm.met) met.set(`${harm.kind} × ${one}`, (met.get(`${harm.kind} × ${one}`) ?? 0) + 1);
  };
  try {
    let first = random.integer(0, FIRST_TREES.length - 1);
    let second = isTwo ? 0 : undefined;
    world.push(FIRST_TREES[first] ?? {});
    if (second !== undefined) world.push(SECOND_TREES[second] ?? {}, { to: SECOND });
    await world.untilIdle();
    await copyByHand(world);
    const routes = isTwo ? [...ROUTES, ...SECOND_ROUTES] : ROUTES;
    watch = guard(world, { routes, serving: true, staleReads: true });
    if (watch.routes < routes.length) failures.push('the first rollout does not serve');
    if (isTwo) await propose(world);
    for (let round = random.integer(2, 4); round > 0; round -= 1) {
      if (random.next() < 0.6) {
        first = random.integer(0, FIRST_TREES.length - 1);
        say(`push of tree ${first}`);
        world.push(FIRST_TREES[first] ?? {});
      }
      if (second !== undefined && random.next() < 0.4) {
        second = 1 - second;
        say(`push of tree ${second} to the second repository`);
        world.push(SECOND_TREES[second] ?? {}, { to: SECOND });
      }
      await world.clock.advance(random.integer(0, 6 * MINUTE_MS));
      for (let count = random.integer(1, 3); count > 0; count -= 1) {
        happened(await oneOf(random, world, isCaptured, begin));
        await world.clock.advance(random.integer(0, 3 * MINUTE_MS));
      }
      if (random.next() < 0.3) failures.push(...(await brake(random, world, happened, say, begin)));
      await world.clock.advance(random.integer(0, 12 * MINUTE_MS));
    }
    if (outage !== undefined) await world.clock.advance(Math.max(0, outage.until - world.clock.now()));
    outage = undefined;
    if (isCaptured) {
      say('the planner is ours again; a person empties the state');
      for (const key of world.store.state.keys()) world.store.state.drop(key);
    }
    failures.push(...(await settled(world, say)));
    failures.push(
      ...(await untoldDamage(world, new Map([...world.served.keys()].map((name) => [fleetOf(name), name])))),
    );
    watch.look('at the end');
    failures.push(...watch.violations);
    failures.push(...differences(await expected(first, second), await stateOf(world)));
    const before = world.invocations.calls.length;
    await hint(world);
    failures.push(...cloudWrites(world, before).map(({ by, what }) => `planning again writes: ${by} ${what}`));
    if (isTwo) failures.push(...toldOfPulls(world));
    failures.push(...releasedBy(world, harmed));
  } catch (error) {
    failures.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    failures.push(...(watch?.violations ?? []));
  } finally {
    await world.close();
  }
  return { seed, failures: failures.map((what) => `seed ${seed}: ${what}`), told, met };
}

async function oneOf(
  random: Random,
  world: ProofWorld,
  isCaptured: boolean,
  begin: (outage: Outage) => void,
): Promise<Harm | undefined> {
  const dice = random.next();
  if (isCaptured && dice < 0.5) return capturedPlanner(random, world);
  if (dice < 0.45) return harmDocuments(random, world.store);
  if (dice < 0.7) return forgeMessage(random, world);
  if (dice < 0.85) return repeatMessage(random, world);
  const outage = pick(random, OUTAGES);
  const { name, minutes, compute } = outage;
  if (compute === undefined) begin(outage);
  else {
    const end = world.cloud.compute.faults.inject({
      match: { path: '/**' },
      effect: { type: 'answer', status: compute },
    });
    world.clock.after(minutes * MINUTE_MS, end);
  }
  return { kind: name, met: ['all'], told: `${name} for ${minutes} minutes` };
}

/**
 * Without two things that two ends need not share: whose the definitions are that all fleets share (whoever comes first
 * makes them), and annotations of the manifests' copies in the clusters. Those that an older commit had stay when the
 * record of the unit is lost, because they could be anybody's; nothing is made from the copies.
 */
async function stateOf(world: ProofWorld): Promise<State> {
  const state = cloudOf(await stateOfWorld(world));
  const isShared = (key: string): boolean => /customresourcedefinitions|multicluster(?:services|ingresses)/.test(key);
  const without = (value: unknown): unknown => {
    const { metadata, ...object } = value as { readonly metadata: object };
    return { ...object, metadata: { ...metadata, annotations: 0 } };
  };
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, isShared(key) ? without(value) : value]));
}

/** Somebody copied one of ours, mark and all: no journal made it, and it is nobody's to take away. */
async function copyByHand({ cloud, clock }: ProofWorld): Promise<void> {
  const description = ownershipMark({ installation: 'proof', fleet: 'prod' }, 'blue');
  const body = { name: 'copied-by-hand', description, type: 'HTTP', httpHealthCheck: { port: 80 } };
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/healthChecks`;
  const answer = await cloud.compute.handler(new Request(url, { method: 'POST', body: JSON.stringify(body) }));
  await clock.advance(2 * MINUTE_MS);
  // Gone by now, it would be missing where nobody looks.
  const isThere = cloud.compute.view.list('healthChecks').some(({ resource }) => resource.name === body.name);
  if (!answer.ok || !isThere) throw new RangeError('the copy of a mark was taken away, or never made');
}

function fleetOf(repository: string): string {
  return repository === REPOSITORY ? 'prod' : 'shop';
}

/** A person pauses the first fleet; whatever happens then, nothing is written to the cloud. */
async function brake(
  random: Random,
  world: ProofWorld,
  happened: (harm: Harm | undefined) => void,
  say: (what: string) => void,
  begin: (outage: Outage) => void,
): Promise<readonly string[]> {
  if (world.served.size > 1) return [];
  say('a person pauses the fleet');
  await pause(world.person, 'prod', { unit: undefined, duration: undefined, ...ACT }, NEVER);
  // What was on its way when the pause began still arrives.
  await world.clock.advance(MINUTE_MS);
  const from = world.invocations.calls.length;
  const harm = await pick(random, [
    () => forgeMessage(random, world),
    () => repeatMessage(random, world),
    () => harmDocuments(random, world.store),
    () => oneOf(random, world, false, begin),
  ])();
  happened(harm);
  await world.clock.advance(random.integer(5, 15) * MINUTE_MS);
  // Whoever can take the word of a person away can end a pause; one that cannot be read goes on.
  const isLost = !world.store.release.keys().some((key) => key.startsWith('pauses/'));
  if (isLost) return [];
  const written = cloudWrites(world, from).map(({ by, what }) => `written in a pause: ${by} ${what}`);
  await resume(world.person, 'prod', undefined, ACT, NEVER);
  return written;
}

async function hint(world: ProofWorld): Promise<void> {
  for (const repository of world.served.keys()) {
    const delivery = `last-${world.clock.now()}`;
    world.bus.publish({
      topic: 'revisions',
      data: { type: 'push', repository, delivery, branch: 'main', forced: false },
    });
  }
  await world.untilIdle();
}

/** Lets everything end; a person reads the checks, and says the words that they ask for. */
async function settled(world: ProofWorld, say: (what: string) => void): Promise<readonly string[]> {
  const silent: string[] = [];
  await hint(world);
  for (let words = 0; words < MOST_WORDS; words += 1) {
    let isSaid = false;
    for (const [name, { repository, host }] of world.served) {
      const fleet = fleetOf(name);
      const head = await heads.at(fleet).read(world.store, NEVER);
      const revision = head && (await revisions.at(fleet, head.value.commit, 'head').read(world.store, NEVER));
      const commit = await repository.head('main', NEVER);
      if (revision === undefined || head?.value.commit !== commit) {
        silent.push(`the head of ${fleet} is not planned at the branch's head`);
        continue;
      }
      const { policyUnknown, units, verdict } = revision.value;
      const waiting = units.filter(({ plan, approvedBy }) => plan !== null && approvedBy === undefined);
      if (policyUnknown !== true && (verdict !== 'needs-approval' || waiting.length === 0)) continue;
      const check = host.check(commit, `rangelight/apply (${fleet})`) ?? host.check(commit, 'rangelight/plan');
      if (check === undefined) silent.push(`nobody is told that ${fleet} waits for a person`);
      isSaid = true;
      say(policyUnknown === true ? `apply of ${fleet}` : `approval of ${waiting.length} plans of ${fleet}`);
      if (policyUnknown === true) await applyHead(world.person, fleet, undefined, ACT, NEVER);
      else
        for (const { plan } of waiting)
          if (plan !== null) await approve(world.person, fleet, plan, { ...ACT, opens: EVERY_GATE }, NEVER);
    }
    if (!isSaid) return silent;
    await world.untilIdle();
  }
  return [...silent, 'a person is asked again and again'];
}

/** A pull request of the same number in each repository. */
async function propose(world: ProofWorld): Promise<void> {
  for (const [name, { repository }] of world.served) {
    const commit = pullCommit(name);
    const onto = await repository.head('main', NEVER);
    repository.commit(commit, (name === REPOSITORY ? FIRST_TREES[1] : SECOND_TREES[1]) ?? {}, { onto });
    repository.writers.add('alice');
    repository.pull({ number: PULL, head: commit });
    const delivery = `pull-${name}`;
    world.bus.publish({
      topic: 'revisions',
      data: { type: 'pull-request', repository: name, delivery, pullRequest: PULL },
    });
  }
}

function pullCommit(repository: string): string {
  return (repository === REPOSITORY ? 'a' : 'b').repeat(40);
}

/** Each repository has its own check of its own pull request, and none of the other's. */
function toldOfPulls(world: ProofWorld): readonly string[] {
  return [...world.served].flatMap(([name, { host }]) =>
    [...world.served.keys()].flatMap((other) => {
      const isTold = host.check(pullCommit(other), 'rangelight/plan') !== undefined;
      if (isTold === (name === other)) return [];
      return [`${name} is ${isTold ? '' : 'not '}told of the pull request of ${other}`];
    }),
  );
}

/** Nobody asked the reporter for anything, so that whatever it put into the release bucket is not a person's word. */
function releasedBy({ store }: ProofWorld, harmed: ReadonlySet<string>): readonly string[] {
  const byHand = ['pauses', 'policies', 'approvals'];
  const words = store.release.keys().filter((key) => !byHand.includes(key.slice(0, key.indexOf('/'))));
  const strange = store.release.keys().filter((key) => !(store.release.textOf(key) ?? '').includes(`"by":"${ACT.by}"`));
  const released = [...words, ...strange].filter((key) => !harmed.has(key));
  return released.map((key) => `released by nobody who may: ${key}`);
}
