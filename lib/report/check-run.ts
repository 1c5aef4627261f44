// A check run as data. The port of the code host takes exactly this shape; the core does not know ports.
import type { SourceRef } from '../core/index.ts';

export interface Annotation {
  readonly source: SourceRef;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A button. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface CheckRun {
  readonly name: string;
  readonly commit: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly actions?: readonly CheckAction[];
}
