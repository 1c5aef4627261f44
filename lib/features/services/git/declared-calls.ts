// Calls of names below clusterset.local that nobody sees in manifests: what `services.calls` of the fleet file
// declares.
import { objectsAt, type SourceRef, textAt } from '../../../core/index.ts';
import { type Fleet, placeInFleet } from '../../../fleet/index.ts';
import { SECTION } from '../groups.ts';
import { type CalledName, calledNames } from './called-names.ts';

export interface DeclaredCaller extends Pick<CalledName, 'namespace' | 'name'> {
  /** Whoever calls, in the words of the fleet file. */
  readonly from: string;
  readonly source: SourceRef;
}

export function declaredCalls(fleet: Fleet): readonly DeclaredCaller[] {
  return objectsAt(fleet.features?.[SECTION], 'calls').flatMap((call, index) => {
    const source = placeInFleet(fleet, [SECTION, 'calls', String(index), 'to']);
    const from = textAt(call, 'from') ?? '';
    return calledNames(textAt(call, 'to')).map(({ namespace, name }) => ({ from, namespace, name, source }));
  });
}
