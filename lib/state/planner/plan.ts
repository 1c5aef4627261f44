// The plan of a unit, named by its digest.
import { digestOfPlan, type Plan, type Step, type StepAction, type WatchedService } from '../../plan/index.ts';
import { documentKind } from '../document/document.ts';
import { anyOf, digest, listOf, literal, name, object, oneOf, optional, part, text } from '../document/shape.ts';
import { change } from '../document/values.ts';

type Action<T extends StepAction['type']> = Extract<StepAction, { type: T }>;

const watched = object<WatchedService>({ key: name, from: listOf(text), share: optional(part) });

const action = anyOf(
  object<Action<'apply'>>({ type: literal('apply'), key: name, stage: oneOf('grown', 'warm', 'idle', 'final') }),
  object<Action<'await-health'>>({
    type: literal('await-health'),
    key: name,
    from: listOf(text),
    share: optional(part),
  }),
  object<Action<'await'>>({ type: literal('await'), key: name }),
  object<Action<'await-unused'>>({ type: literal('await-unused'), key: name }),
  object<Action<'endpoints'>>({ type: literal('endpoints'), key: name }),
  object<Action<'delete'>>({ type: literal('delete'), key: name }),
  object<Action<'release'>>({ type: literal('release'), key: name }),
  object<Action<'settle'>>({ type: literal('settle'), of: text }),
  object<Action<'baseline'>>({ type: literal('baseline'), of: text, services: listOf(text) }),
  object<Action<'bake'>>({ type: literal('bake'), of: text, baseline: name, watch: listOf(watched) }),
  object<Action<'drain'>>({ type: literal('drain'), of: text }),
);

const step = object<Step>({
  id: name,
  phase: oneOf('expand', 'switch', 'settle', 'bake', 'contract'),
  action,
  needs: listOf(text),
});

/** Created once. */
export const plans = documentKind<Plan, [fleet: string, digest: string]>({
  name: 'plan',
  bucket: 'state',
  collection: 'plans',
  writers: ['planner', 'worker', 'drift'],
  isReplaceable: true,
  shape: object<Plan>({
    digest,
    fleet: name,
    unit: name,
    changes: listOf(change),
    retires: optional(listOf(text)),
    steps: listOf(step),
  }),
  check: ({ digest: named, ...content }, [, key]) =>
    named === key && digestOfPlan(content) === key ? undefined : 'is not what its digest says',
});
