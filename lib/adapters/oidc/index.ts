// Who calls a function: the identity token that Pub/Sub and Cloud Scheduler send, verified against the issuer's public
// keys. In: an Authorization header. Out: whether the caller is the one who may.
export type { CallerCheck, CallerCheckOptions, CallerVerdict } from './caller-check.ts';
export { createCallerCheck } from './caller-check.ts';
