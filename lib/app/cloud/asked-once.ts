// Ports that ask the same question once, for the moment in which a plan is made: what was asked before, also by
// somebody else who has the answers, is not asked again.
import type { FleetPorts } from '../world.ts';

/** @param answers by question; who shares them shares the clouds. */
export function askedOnce(ports: FleetPorts, answers: Map<string, Promise<unknown>>): FleetPorts {
  const ask = <T>(question: readonly unknown[], send: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question);
    const known = answers.get(key);
    if (known !== undefined) return known as Promise<T>;
    const answer = send();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
  const { compute, clusters, hub } = ports;
  return {
    ...ports,
    compute: {
      ...compute,
      list: (...asked) => ask(['compute list', ...questionIn(asked)], () => compute.list(...asked)),
      policies: (...asked) => ask(['policies', ...questionIn(asked)], () => compute.policies(...asked)),
      quotas: (...asked) => ask(['quotas', ...questionIn(asked)], () => compute.quotas(...asked)),
      instanceTags: (...asked) => ask(['tags', ...questionIn(asked)], () => compute.instanceTags(...asked)),
    },
    clusters: {
      ...clusters,
      list: (...asked) => ask(['list', ...questionIn(asked)], () => clusters.list(...asked)),
      groups: (...asked) => ask(['groups', ...questionIn(asked)], () => clusters.groups(...asked)),
      read: (...asked) => ask(['read', ...questionIn(asked)], () => clusters.read(...asked)),
    },
    hub: {
      memberships: (...asked) => ask(['memberships', ...questionIn(asked)], () => hub.memberships(...asked)),
      hostedConfigMembership: (...asked) =>
        ask(['hosted', ...questionIn(asked)], () => hub.hostedConfigMembership(...asked)),
      memberStates: (...asked) => ask(['states', ...questionIn(asked)], () => hub.memberStates(...asked)),
    },
  };
}

/** All but the signal, which comes last. */
function questionIn(asked: readonly unknown[]): readonly unknown[] {
  return asked.slice(0, -1);
}
