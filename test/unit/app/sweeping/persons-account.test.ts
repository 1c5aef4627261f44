// Whose an account of Google Cloud is.
import { expect, test } from 'vitest';
import { isPersonsAccount } from '../../../../lib/app/sweeping/persons-account.ts';

test.each([
  'anna@example.com',
  'anna.b+c@sub.example.co.uk',
  'alice_smith_identifier (global/workforcePools/example-com-us-employees)',
  'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/anna@example.com',
])('case 57: %s is a person’s', (user) => {
  expect(isPersonsAccount(user)).toBe(true);
});

test.each([
  'rangelight-worker@acme-net.iam.gserviceaccount.com',
  'service-123456789012@container-engine-robot.iam.gserviceaccount.com',
  '123456789012@cloudservices.gserviceaccount.com',
  '123456789012-compute@developer.gserviceaccount.com',
  'system@google.com',
  'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/repo@branch',
  'system',
  '',
])('case 57: %s is no person’s', (user) => {
  expect(isPersonsAccount(user)).toBe(false);
});
