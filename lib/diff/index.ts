// Desired × applied × observed → changes, each with its fields, impact and reason.
// May import: core, model.
export type { Cause, Change, ChangeKind, FieldChange, Impact } from './change.ts';
