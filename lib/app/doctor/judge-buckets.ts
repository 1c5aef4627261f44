// Whether a bucket keeps documents as Rangelight needs it. Source: Cloud Storage JSON API, Buckets; docs/adr/0006,
// 0029.
import { type JsonObject, numberAt, objectsAt, textAt, valueAt } from '../../core/index.ts';
import { APPLY, type Defect } from './defect.ts';

/** `audit` is only added to; documents of the others are replaced all day. */
export type BucketUse = 'documents' | 'audit';

/** @param bucket undefined: there is none. */
export function judgeBucket(name: string, use: BucketUse, bucket: JsonObject | undefined): readonly Defect[] {
  const where = `gs://${name}`;
  if (bucket === undefined)
    return [{ code: 'bucket-missing', where, message: 'there is no such bucket', fix: `make it: ${APPLY}` }];
  return [...everyBucket(where, bucket), ...(use === 'audit' ? auditBucket(where, bucket) : documents(where, bucket))];
}

function everyBucket(where: string, bucket: JsonObject): readonly Defect[] {
  const findings: Defect[] = [];
  if (textAt(bucket, 'locationType') === 'region')
    findings.push({
      code: 'bucket-in-one-region',
      where,
      message: `it lies in one region (${textAt(bucket, 'location') ?? '?'}): when that is lost, no other region can go on`,
      fix: 'a location cannot be changed: make a bucket in a dual-region or multi-region, copy the documents, and set bucket_location',
    });
  if (valueAt(bucket, 'iamConfiguration', 'uniformBucketLevelAccess', 'enabled') !== true)
    findings.push({
      code: 'bucket-object-acls',
      where,
      message: 'objects have access lists of their own, beside which the conditions of the roles count for nothing',
      fix: `gcloud storage buckets update ${where} --uniform-bucket-level-access`,
    });
  return findings;
}

function documents(where: string, bucket: JsonObject): readonly Defect[] {
  const findings: Defect[] = [];
  const retention = numberOf(bucket, 'retentionPolicy', 'retentionPeriod');
  if (retention > 0)
    findings.push({
      code: 'bucket-kept-back',
      where,
      message: `a retention policy of ${retention} s forbids to replace documents: everything stops`,
      fix: `gcloud storage buckets update ${where} --clear-retention-period`,
    });
  if (valueAt(bucket, 'versioning', 'enabled') !== true)
    findings.push({
      code: 'bucket-unversioned',
      where,
      message: 'versions are off: there is no way back to a document that was replaced or deleted',
      fix: `gcloud storage buckets update ${where} --versioning`,
    });
  const kept = numberOf(bucket, 'softDeletePolicy', 'retentionDurationSeconds');
  if (kept > 0)
    findings.push({
      code: 'bucket-soft-delete',
      where,
      message: `each replaced document is kept and paid for ${kept} s more, beside its version`,
      fix: `gcloud storage buckets update ${where} --clear-soft-delete`,
    });
  if (objectsAt(bucket, 'lifecycle', 'rule').some(deletesLive))
    findings.push({
      code: 'bucket-deletes-live',
      where,
      message: 'a lifecycle rule deletes documents by their age: those that are in use may be of any age',
      fix: 'let the rule name versions that were replaced only (daysSinceNoncurrentTime, or isLive: false)',
    });
  return findings;
}

function auditBucket(where: string, bucket: JsonObject): readonly Defect[] {
  if (numberOf(bucket, 'retentionPolicy', 'retentionPeriod') > 0) return [];
  const message = 'nothing keeps the records of what people did: whoever may delete objects can delete them';
  return [{ code: 'bucket-unlocked-audit', where, message, fix: `${APPLY}, with audit_retention_days` }];
}

function deletesLive(rule: JsonObject): boolean {
  if (textAt(rule, 'action', 'type') !== 'Delete') return false;
  const isOfReplaced =
    valueAt(rule, 'condition', 'isLive') === false ||
    valueAt(rule, 'condition', 'daysSinceNoncurrentTime') !== undefined ||
    valueAt(rule, 'condition', 'numNewerVersions') !== undefined;
  return !isOfReplaced;
}

/** 64-bit numbers travel as text. */
function numberOf(bucket: JsonObject, ...path: readonly string[]): number {
  return numberAt(bucket, ...path) ?? Number(textAt(bucket, ...path) ?? 0);
}
