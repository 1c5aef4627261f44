// Every part of the conformance check, in the order of the report.
import { clustersetPart } from './clusterset/part.ts';
import { type DifferentialOptions, differentialPart } from './differential/part.ts';
import { gcloudPart } from './gcloud/part.ts';
import { githubPart } from './github/part.ts';
import { kubectlPart } from './kubectl/part.ts';
import type { Part } from './report.ts';
import { meshPart } from './mesh/part.ts';
import { kubernetesPart } from './suites/kubernetes.ts';
import { pubsubPart } from './suites/pubsub.ts';
import { troublePart } from './suites/trouble.ts';

export const parts: readonly Part[] = [gcloudPart, kubectlPart, pubsubPart, kubernetesPart, githubPart];

/** Run only when they are named: they take minutes, and are no part of the report. */
export function namedPartsFor(options: DifferentialOptions & { readonly record: boolean }): readonly Part[] {
  return [troublePart, differentialPart(options), clustersetPart(options.record), meshPart(options.record)];
}
