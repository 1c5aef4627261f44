// setLabels: the only way to label a resource, since labels in an insert are dropped.
import { required, staleLabels } from '../errors.ts';
import { labelFingerprintOf } from '../fingerprints.ts';
import type { Body, ChangingVerb } from './kind.ts';

type Labels = Readonly<Record<string, string>>;

/** What a resource starts with, whatever labels the insert carried. */
export const noLabels: Body = { labels: {}, labelFingerprint: labelFingerprintOf({}) };

/** Done before it is answered, unlike all other changes. */
export const setLabels: ChangingVerb = {
  changes: true,
  message: 'GlobalSetLabelsRequest',
  operationType: 'setLabels',
  immediate: true,
  seconds: 0,
  plan(current, request) {
    const { labels = {}, labelFingerprint } = request as { labels?: Labels; labelFingerprint?: string };
    if (labelFingerprint === undefined) throw required('labelFingerprint');
    if (labelFingerprint !== current.body.labelFingerprint) throw staleLabels();
    const changed = { labels, labelFingerprint: labelFingerprintOf(labels) };
    return (stored) => ({ ...stored, body: { ...stored.body, ...changed } });
  },
};
