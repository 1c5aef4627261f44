// Whether an account of Google Cloud is a person's. Source: compute v1, Operation.user (`user@example.com`, or a
// subject with the pool of a workforce that it signed in by); IAM, addresses of service accounts. Pure.

/** Of Google itself, which moves and maintains things in a project. */
const GOOGLE = 'system@google.com';

/** What is neither an address nor of a workforce, as a workload that signs in by a pool of its own, is no person's. */
export function isPersonsAccount(user: string): boolean {
  if (user.includes('workforcePools/')) return true;
  return /^[^\s@/]+@[^\s@/]+$/.test(user) && user !== GOOGLE && !user.endsWith('.gserviceaccount.com');
}
