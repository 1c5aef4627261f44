// Each guard of a rollout switched off, with the incident in which it is missed: the proof must see each of them.
import { type Incident, incidentNamed } from '../../../infra/local/incidents/table.ts';
import type { World } from '../../../lib/app/world.ts';
import { DEPLOYED_TIMINGS } from '../harness/functions.ts';
import type { ProofOptions } from '../harness/world.ts';
import { without, withoutRetiring, withoutWarmUp, withPlans, withSteps } from '../without-guard.ts';
import { type Rollout, ROLLOUTS, SELDOM_VISITED, THREE_CHANGES } from './rollouts.ts';

export interface Mutant {
  readonly name: string;
  readonly rollout: Rollout;
  readonly incident: Incident;
  readonly options: Pick<ProofOptions, 'tamper' | 'timings'>;
  /** It loses no request: what shows it is that the old stays for ever, because it is used for ever. */
  readonly stays?: true;
  /** One of those that `npm test` runs, the others being of the same kind or long. */
  readonly inSuite?: true;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'taken away by the run that replaces it',
    rollout: THREE_CHANGES,
    incident: incidentNamed('frozen'),
    options: { tamper: withoutRetiring },
    inSuite: true,
  },
  {
    name: 'a clock alone',
    rollout: THREE_CHANGES,
    incident: incidentNamed('frozen'),
    options: { tamper: answering(() => 'unused') },
  },
  ...['metric-missing', 'metric-forged', 'metric-partial', 'metric-late', 'metric-unavailable'].map((name) => ({
    name: `nothing is known, and that is taken for no request: ${name}`,
    rollout: THREE_CHANGES,
    incident: incidentNamed(name),
    options: { tamper: answering((answer) => (answer === 'unknown' ? 'unused' : answer)) },
    ...(name === 'metric-missing' && { inSuite: true as const }),
  })),
  {
    name: 'two minutes without a request, and not ten',
    rollout: SELDOM_VISITED,
    incident: incidentNamed('frozen'),
    options: { timings: { ...DEPLOYED_TIMINGS, quietMs: 120_000 } },
  },
  {
    name: 'an hour after requests were led to it, and not two',
    rollout: rolloutNamed('rolled back on the way'),
    incident: incidentNamed('reordered'),
    options: { tamper: withoutLeads },
  },
  {
    name: 'evidence, and not the hour',
    rollout: rolloutNamed('port change'),
    incident: incidentNamed('reverted'),
    options: { timings: { retireAfterMs: 0, quietMs: 600_000 } },
    inSuite: true,
  },
  {
    name: 'switched before it is warm',
    rollout: rolloutNamed('selector change'),
    // An edge knows the URL map before it knows who is healthy.
    incident: incidentNamed('health-late'),
    options: { tamper: (world) => withPlans(world, withSteps(withoutWarmUp)) },
    inSuite: true,
  },
  {
    name: 'taken out before its capacity is 0',
    rollout: rolloutNamed('cluster removed'),
    incident: incidentNamed('frozen'),
    options: {
      tamper: (world) =>
        withPlans(
          world,
          withSteps((steps) => without(steps, isIdling)),
        ),
    },
    stays: true,
  },
];

type Answer = 'unused' | 'used' | 'unknown';

/** The worker is told something else than what the metric says. */
function answering(instead: (answer: Answer) => Answer): (world: World) => World {
  return (world) => ({
    ...world,
    runs: {
      ...world.runs,
      of(kind) {
        const run = world.runs.of(kind);
        const { usage } = run;
        if (usage === undefined) return run;
        return {
          ...run,
          async usage(...asked) {
            const found = await usage(...asked);
            return { ...found, answer: instead(found.answer) };
          },
        };
      },
    },
  });
}

/** Nobody knows what runs led requests to. */
function withoutLeads(world: World): World {
  const { rules } = world;
  const of: World['rules']['of'] = (kind) => {
    const { leads: _, ...rest } = rules.of(kind);
    return rest;
  };
  return { ...world, rules: { ...rules, of } };
}

function isIdling({ action }: Parameters<Parameters<typeof without>[1]>[0]): boolean {
  return action.type === 'apply' && action.stage === 'idle';
}

function rolloutNamed(name: string): Rollout {
  const found = ROLLOUTS.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no rollout ${name}`);
  return found;
}
