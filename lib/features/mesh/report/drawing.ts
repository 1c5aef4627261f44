// Calls that change, drawn while they are few: callers → targets → clusters whose pods answer.
import { fence, LOOKS, MOST_NODES, nodeLabel } from '../../../report/index.ts';
import type { CallOutlook } from '../outlook.ts';

type Look = 'new' | 'gone' | 'same';

interface Drawn {
  readonly nodes: Map<string, { readonly id: string; readonly line: string }>;
  readonly edges: Set<string>;
}

/** Undefined when nothing changes, or too much to be read. */
export function callDrawing(calls: readonly CallOutlook[]): string | undefined {
  const drawn: Drawn = { nodes: new Map(), edges: new Set() };
  for (const call of calls) draw(drawn, call);
  if (drawn.edges.size === 0 || drawn.nodes.size > MOST_NODES) return undefined;
  const lines = ['flowchart LR', ...[...drawn.nodes.values()].map(({ line }) => line), ...drawn.edges, ...LOOKS];
  return `${fence('mermaid', lines)}\n\n_Bold: new. Dashed: goes._`;
}

function draw(drawn: Drawn, { caller, cluster, target, state, was, by, before }: CallOutlook): void {
  const earlier = before?.by ?? (was === undefined || was === 'fails' ? [] : by);
  const [came, went] = [by.filter((one) => !earlier.includes(one)), earlier.filter((one) => !by.includes(one))];
  if (came.length + went.length === 0) return;
  const from = node(drawn, caller, ['["', '"]'], caller.split(' ').at(-1));
  const to = node(drawn, `${target} from ${cluster}`, ['[["', '"]]'], target);
  const fails = state === 'fails';
  drawn.edges.add(`  ${from} ${fails ? '-.->' : '-->'}|"${nodeLabel(`from ${cluster}`)}"| ${to}`);
  for (const link of [...new Set([...by, ...earlier])].sort()) {
    const look: Look = came.includes(link) ? 'new' : went.includes(link) ? 'gone' : 'same';
    const arrow = { new: '==>', gone: '-.->', same: '-->' }[look];
    drawn.edges.add(`  ${to} ${arrow} ${node(drawn, link, ['[("', '")]'])}`);
  }
}

function node({ nodes }: Drawn, key: string, [open, close]: readonly [string, string], label = key): string {
  const found = nodes.get(key) ?? { id: `c${nodes.size}`, line: '' };
  nodes.set(key, { id: found.id, line: `  ${found.id}${open}${nodeLabel(label)}${close}:::same` });
  return found.id;
}
