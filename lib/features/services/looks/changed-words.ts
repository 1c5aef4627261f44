// What is expected to change for those who call a name already, in words.
import { portText } from '../predict/merge-ports.ts';
import type { Merged } from '../predict/merge.ts';
import type { Prediction } from '../predict/predict.ts';

/** None for a name that was not answered, is not any more, or is the same for its callers. */
export function changedWords(now: Prediction, then: Prediction): readonly string[] {
  if (now.merged === undefined || then.merged === undefined || !now.isCertain || !then.isCertain) return [];
  const [was, is] = [now.merged, then.merged];
  return [
    ...(was.type === is.type ? [] : [`it becomes ${is.type === 'Headless' ? 'headless' : 'one address'}`]),
    ...portsGone(was, is),
    ...FIELDS.flatMap((field) => (was[field] === is[field] ? [] : [`${field} becomes ${is[field] ?? 'unset'}`])),
  ];
}

const FIELDS = ['sessionAffinity', 'internalTrafficPolicy', 'trafficDistribution'] as const;

function portsGone(was: Merged, is: Merged): readonly string[] {
  const left = new Set(is.ports.map(portText));
  return was.ports.map(portText).flatMap((port) => (left.has(port) ? [] : [`its port ${port} is gone`]));
}
