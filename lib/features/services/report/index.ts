// What people are told of exports: under which name a Service answers from where, and from where it does no longer. The door for reports.
import type { Change } from '../../../diff/index.ts';
import { type ClusterRef, isClusterRef } from '../../../model/index.ts';
import { lineText, type ReportPart, type ToldLine, toldWords, visible } from '../../../report/index.ts';
import { clustersetName } from '../clusterset-name.ts';
import { serviceExport } from '../kinds/service-export.ts';

export const servicesPart: ReportPart = {
  planned: (_revision, plans) => ({
    after: () => toldWords(plans.flatMap(({ changes }) => linesOf(changes))),
    text: ({ changes }) => linesOf(changes).map((line) => visible(lineText(line))),
  }),
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
