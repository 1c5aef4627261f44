// What people are told of exports: under which name a Service answers from where, and from where it does no longer. The
// door for reports.
import type { Change } from '../../../diff/index.ts';
import { type ClusterRef, isClusterRef } from '../../../model/index.ts';
import { lineText, type ReportPart, type ToldLine, toldWords, visible } from '../../../report/index.ts';
import { clustersetName } from '../clusterset-name.ts';
import { SECTION } from '../groups.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { readOutlook } from '../outlook.ts';
import { nameKey } from '../predict/from-git.ts';
import { nameConcerns, nameLine } from './names.ts';

export const servicesPart: ReportPart = {
  planned: ({ outlook }, plans) => {
    const names = readOutlook(outlook?.[SECTION])?.names ?? [];
    return {
      concerns: () => nameConcerns(names),
      after: () => toldWords([...plans.flatMap(({ changes }) => linesOf(changes)), ...names.flatMap(nameLine)]),
      text: ({ changes }) => {
        const moved = new Set(changes.flatMap(({ ref }) => (ref.kind === serviceExport.id ? [nameKey(ref)] : [])));
        const told = names.filter(({ service }) => moved.has(service)).flatMap(nameLine);
        return [...linesOf(changes), ...told].map((line) => visible(lineText(line)));
      },
    };
  },
};

function linesOf(changes: readonly Change[]): readonly ToldLine[] {
  return changes.flatMap((change) => {
    const { ref } = change;
    return isClusterRef(ref) && ref.kind === serviceExport.id ? lineOf(change, ref) : [];
  });
}

function lineOf({ kind }: Change, ref: ClusterRef): readonly ToldLine[] {
  const [service, where] = [{ name: `${ref.namespace}/${ref.name}` }, { name: ref.cluster }];
  const as = { name: clustersetName(ref) };
  switch (kind) {
    case 'create':
    case 'adopt':
      return [[service, ': exported from ', where, ' as ', as]];
    case 'delete':
      return [[service, ': withdrawn from ', where, ', where it answered as ', as]];
    case 'replace':
    case 'update':
    case 'abandon':
    case 'none':
      return [];
  }
}
