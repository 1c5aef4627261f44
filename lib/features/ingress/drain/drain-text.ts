// What a drain, and its end, look like in the terminal: one line for each load balancer's backend service.
import { timeWords } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { Drain } from './backend-mark.ts';
import type { DrainedService, Drained, DrainOutlook } from './drain.ts';
import type { Floor } from './floor.ts';
import type { GivenBack } from './give-back.ts';

export function outlookLines({ fleet, services }: DrainOutlook, cluster: ClusterLink, drain: Drain): readonly string[] {
  return [
    `${fleet}: requests would be kept away from ${cluster} until ${timeWords(drain.until)} (${drain.reason})`,
    ...services.map((service) => `  ${service.unit}  ${service.ref.name}  ${outlookOf(service)}`),
  ];
}

function outlookOf({ groups, isDrained, floor }: DrainedService): string {
  const { broken } = floor;
  if (broken !== undefined) return `refused: ${broken}`;
  const does = isDrained ? 'is drained already: another time and reason' : `${counted(groups, 'group')} to capacity 0`;
  return `${does}; ${leftText(floor)}`;
}

/** What a drain leaves. */
export function leftText({ healthy, left, clusters }: Floor): string {
  return `${left} of ${healthy} healthy endpoints are left, in ${clusters.join(', ')}`;
}

export function drainedLines(all: readonly Drained[]): readonly string[] {
  return all.map((one) => {
    const what = one.outcome === 'drained' ? 'drained' : `${one.outcome}: ${one.why}`;
    return `  ${one.unit}  ${one.ref.name}  ${what}`;
  });
}

/** One step of giving requests back, of one service. */
export function givenBackText(name: string, step: GivenBack): string {
  switch (step.type) {
    case 'whole':
      return `${name} has all its requests back`;
    case 'share':
      return `${name} has ${step.share * 100} % of its capacity; more at ${timeWords(step.nextAt)}`;
    case 'sick':
      return `${name} gets no requests: ${step.why}`;
  }
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
