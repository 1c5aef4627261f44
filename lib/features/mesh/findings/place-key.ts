// A place in a file as a key: two findings that have the same one stand at one place.
import type { SourceRef } from '../../../core/index.ts';

export function placeKey(place: SourceRef | undefined): string {
  return `${place?.file}:${place?.line}:${place?.column}`;
}
