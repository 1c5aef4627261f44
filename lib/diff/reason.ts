// Why a change is made, in a sentence for whoever reads the plan.
import type { FieldTable } from '../model/index.ts';
import type { Change } from './change.ts';

type Reasoned = Pick<Change, 'kind' | 'isReleased' | 'standIn' | 'cause' | 'maker' | 'fields'>;

/** @param table of the changed kind. */
export function reasonOf(table: FieldTable, change: Reasoned): string {
  return `${sentence(table, change)}${whatEnds(table, change.fields)}`;
}

function sentence(table: FieldTable, { kind, isReleased, standIn, cause, maker, fields }: Reasoned): string {
  if (cause === 'drift') {
    return kind === 'create' ? 'somebody removed it' : 'somebody changed it';
  }
  const isFact = cause === 'fact';
  const because = isFact ? factWords(table, fields) : 'the manifests changed';
  const unwanted = isFact ? 'the fleet changed: nothing asks for it any more' : 'no manifest asks for it any more';
  switch (kind) {
    case 'create':
      return 'the manifests ask for it and it does not exist';
    case 'delete':
      return unwanted;
    case 'abandon':
      if (isReleased && standIn === true)
        return 'somebody else has made it their own: it stays as it is, and is no more ours';
      if (isReleased) return `${unwanted}, and it is somebody else's: only our fields go`;
      return maker === 'gke'
        ? `${unwanted}; GKE removes it with its Service`
        : `${unwanted}, and it no longer carries our mark`;
    case 'adopt':
      return 'it exists without our mark and policy.takeover allows taking it over';
    case 'replace':
      return `${because} in a field that cannot be changed in place`;
    case 'update':
    case 'none':
      return because;
  }
}

/** The manifests say the same: what they are compiled with is another. */
function factWords(table: FieldTable, fields: Change['fields']): string {
  const isSecret = fields.some(({ path }) => table[path.replace(/\[.*/, '')]?.fromSecret === true);
  return isSecret ? 'a Secret changed' : 'the fleet changed';
}

/** An entry of a map keeps its name with another value, or goes: what its value was used for may not outlive that. */
function whatEnds(table: FieldTable, fields: Change['fields']): string {
  const sentences = Object.entries(table).map(([member, { ends }]) => {
    const ended = fields.flatMap(({ path, before }) => {
      const [, of, name] = /^([^[]*)\[(.*)\]$/s.exec(path) ?? [];
      return of === member && name !== undefined && before !== undefined ? [name] : [];
    });
    return ends === undefined || ended.length === 0 ? '' : `; ${ends.replace('NAMES', () => ended.join(' or '))}`;
  });
  return sentences.join('');
}
