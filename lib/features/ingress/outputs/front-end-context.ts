// What every part of a front end is made with, and whose it is. May import: model, compile.
import type { ComputeRef, ObjectKey } from '../../../model/index.ts';
import { keyOf, type RoutedIngress } from '../inputs/check-objects.ts';
import type { UnitContext } from './unit-context.ts';

export interface FrontEndContext {
  readonly unit: UnitContext;
  readonly routed: RoutedIngress;
  /** Literal IP or partial URL. */
  readonly address: string;
  /** The URL map that routes. */
  readonly urlMap: ComputeRef;
}

/** The ingress, and the FrontendConfig that it is set up with. */
export function ownersOf({ ingress, frontEnd }: RoutedIngress): readonly ObjectKey[] {
  return [ingress, ...(frontEnd.config === undefined ? [] : [frontEnd.config])].map(keyOf).sort();
}
