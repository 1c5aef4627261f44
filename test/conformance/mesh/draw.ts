// What stories are drawn with.
import type { Random } from '../../../infra/emulators/kit/random.ts';
import { type Manifest, NAMESPACE } from './story.ts';

export function rule(group: string, kind: string, name: string, spec: object, namespace = NAMESPACE): Manifest {
  return { apiVersion: `${group}.istio.io/v1`, kind, metadata: { name, namespace }, spec };
}

export function pick<T>(random: Random, all: readonly T[]): T {
  return all[random.integer(0, all.length - 1)] as T;
}
