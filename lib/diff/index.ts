// Desired × applied × observed → changes, each with its fields, impact and reason.
export type { Author } from './author.ts';
export type { Cause, Change, ChangeKind, FieldChange } from './change.ts';
export { type Diff, type DiffInput, diff, markedIn } from './diff.ts';
export { diffFields } from './field-diff.ts';
export { asApplied, type Held, hold, holdAlso, takesAway } from './hold.ts';
export { worstImpact } from './impact.ts';
export { ownedPart } from './owned-part.ts';
export { stoppedBy, withoutStopped } from './stopped.ts';
export { servingTest } from './serving.ts';
