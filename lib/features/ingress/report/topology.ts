// What changes of a load balancer, drawn while it is small: hosts → services → clusters, as a Mermaid flowchart, which
// GitHub renders.
import { fence, LOOKS, MOST_NODES, nodeLabel, objectWords } from '../../../report/index.ts';
import { percentText } from '../views/index.ts';
import type { RouteTarget } from './route-target.ts';
import type { RouteRow, ToldRoutes } from './routes.ts';

type Look = 'new' | 'gone' | 'same';

interface Node {
  readonly id: string;
  readonly label: string;
  readonly shape: readonly [string, string];
  looks: Look;
}

/** Undefined when it has more than MOST_NODES nodes, or nothing changes that can be drawn. */
export function topology({ urlMap, rows }: ToldRoutes): string | undefined {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, { readonly line: (look: Look) => string; look: Look }>();
  const node = (key: string, label: string, shape: Node['shape'], look: Look): string => {
    const found = nodes.get(key) ?? { id: `n${nodes.size}`, label, shape, looks: look };
    found.looks = mixed(found.looks, look);
    nodes.set(key, found);
    return found.id;
  };
  const edge = (from: string, to: string, label: string, look: Look): void => {
    const key = `${from} ${to} ${label}`;
    const found = edges.get(key) ?? { line: (is) => edgeLine(from, to, label, is), look };
    found.look = mixed(found.look, look);
    edges.set(key, found);
  };
  const name = urlMap.owners.map(objectWords)[0] ?? urlMap.ref.name;
  const top = node('top', name, ['(["', '"])'], lookOfMap(urlMap.kind));
  for (const { row, target, look } of rows.flatMap(sidesOf)) {
    const host = node(`host ${row.host}`, row.host === '*' ? 'any other host' : row.host, ['["', '"]'], look);
    edge(top, host, '', look);
    const [service, ...others] = (target.shares ?? [{ service: target.service, part: 1 }]).map((one) => {
      const id = node(`service ${one.service}`, one.service, ['[["', '"]]'], look);
      edge(host, id, target.shares === undefined ? row.path : `${row.path} ${percentText(one.part)}`, look);
      return id;
    });
    // Which of several is in which cluster is more than a small drawing can show.
    if (service === undefined || others.length > 0) continue;
    for (const { name: place, ready } of target.places) {
      edge(
        service,
        node(`place ${place}`, place, ['[("', '")]'], look),
        ready === undefined ? '' : `${ready === 0 ? 'none' : ready} ready`,
        look,
      );
    }
  }
  const isNews = [...nodes.values()].some(({ looks }) => looks !== 'same');
  // One route is said faster than drawn.
  const isMore = rows.flatMap(sidesOf).length > 1;
  if (nodes.size > MOST_NODES || !isNews || !isMore) return undefined;
  const lines = [
    'flowchart LR',
    ...[...nodes.values()].map(
      ({ id, label, shape, looks }) => `  ${id}${shape[0]}${nodeLabel(label)}${shape[1]}:::${looks}`,
    ),
    ...[...edges.values()].map(({ line, look }) => `  ${line(look)}`),
    ...LOOKS,
  ];
  return `${fence('mermaid', lines)}\n\n_Bold: new. Dashed: goes._`;
}

interface Side {
  readonly row: RouteRow;
  readonly target: RouteTarget;
  readonly look: Look;
}

function sidesOf(row: RouteRow): readonly Side[] {
  const side = (target: RouteTarget | undefined, look: Look): readonly Side[] =>
    target === undefined ? [] : [{ row, target, look }];
  return row.change === 'same' ? [] : [...side(row.before, 'gone'), ...side(row.after, 'new')];
}

function lookOfMap(kind: ToldRoutes['urlMap']['kind']): Look {
  if (kind === 'create') return 'new';
  return kind === 'delete' ? 'gone' : 'same';
}

/** What is on both sides stays. */
function mixed(one: Look, other: Look): Look {
  return one === other ? one : 'same';
}

function edgeLine(from: string, to: string, label: string, look: Look): string {
  const arrow = look === 'new' ? '==>' : look === 'gone' ? '-.->' : '-->';
  return label === '' ? `${from} ${arrow} ${to}` : `${from} ${arrow}|"${nodeLabel(label)}"| ${to}`;
}
