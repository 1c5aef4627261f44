// What a reviewer is shown of calls: what changes against the branch's head, and what is not well.
import { expect, it } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import type { CompileInput } from '../../../../lib/compile/index.ts';
import { MESH_LOOKS } from '../../../../lib/features/mesh/looks/index.ts';
import { meshPart } from '../../../../lib/features/mesh/report/index.ts';
import type { Outlook } from '../../../../lib/live/index.ts';
import type { Revision } from '../../../../lib/plan/index.ts';
import { DEPLOYMENT, EAST, filesOf, RULE, SOUTH, type Story, WHOLE, without } from './story.ts';

const STUBBED: Story = { ...WHOLE, south: without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp2,/) };
const BROKEN: Story = { ...STUBBED, mesh: '{stubs: report}' };

async function outlook(story: Story, before?: Outlook): Promise<Outlook> {
  const given = { features: FEATURES, files: filesOf(story), fleet: undefined, facts: undefined };
  const input: CompileInput | undefined = askDirectory(given, (_resources, _assumed, from) => from).answer;
  if (input === undefined) throw new TypeError('the fleet file is no good');
  const nothing = { read: () => Promise.resolve([]), clusters: undefined };
  const whole = { input, observed: { resources: [], unknown: [] }, ...(before && { before }) };
  const kept = await MESH_LOOKS.outlook?.([], nothing, whole as never);
  if (kept === undefined) throw new TypeError('nothing is shown');
  return JSON.parse(JSON.stringify(kept)) as Outlook;
}

const told = (kept: Outlook) => meshPart.planned?.({ outlook: kept } as unknown as Revision, []);

it('shows nothing where all calls are answered as before', async () => {
  const head = await outlook(WHOLE);
  const same = told(await outlook(WHOLE, head));
  expect(same?.concerns?.()).toEqual([]);
  expect(same?.after?.([])).toBe('');
  expect(same?.whole?.()).toEqual([]);
});

it('tells a call that breaks before all else, with the reason, and how it was', async () => {
  const broken = told(await outlook(BROKEN, await outlook(WHOLE)));
  expect(broken?.concerns?.()).toMatchObject([{ weight: 'outage', title: '1 call across the mesh fails' }]);
  const words = broken?.concerns?.()[0]?.words ?? '';
  expect(words).toContain(`\`Deployment default/nodeapp3\` in \`${SOUTH}\` to \`default/nodeapp2:80\``);
  expect(words).toContain('has no Service default/nodeapp2');
  // A sentence is no name.
  expect(words).toContain(`because ${SOUTH} has`);
  expect(broken?.after?.([]).split('\n').slice(0, 5)).toEqual([
    '**Calls across the mesh**: 1 of 2 answered; those that change or are not well',
    '',
    `| caller | calls | from \`${SOUTH}\` |`,
    '| --- | --- | --- |',
    expect.stringMatching(/^\| `Deployment default\/nodeapp3` \| `default\/nodeapp2:80` \| ✅ → 🔴 fails: /),
  ]);
  expect(broken?.whole?.()).toEqual([
    expect.stringMatching(
      /^mesh: Deployment default\/nodeapp3 in .* → default\/nodeapp2:80: fails \(was: answered\), because /,
    ),
  ]);
});

it('tells what is mended, and does not call old trouble new', async () => {
  const head = await outlook(BROKEN);
  expect(told(await outlook(BROKEN, head))?.concerns?.()).toEqual([]);
  const mended = told(await outlook(WHOLE, head));
  expect(mended?.after?.([])).toContain(`🔴 → ✅ by \`${EAST}\``);
});

it('compares with nothing where the head is not known', async () => {
  const alone = told(await outlook(BROKEN));
  expect(alone?.concerns?.()).toEqual([]);
  expect(alone?.after?.([])).toContain('1 of 2 answered\n');
  expect(told({ mesh: { calls: 'of another version' } })).toEqual({});
});

it('tells that a call rests on a Service that is made for it, when it comes to that', async () => {
  const first = await outlook(STUBBED, await outlook(WHOLE));
  const made = told(first);
  expect(made?.concerns?.()).toEqual([]);
  expect(made?.after?.([])).toContain(`✅ by \`${EAST}\`, through a Service that is made here`);
  expect(made?.whole?.()).toEqual([expect.stringContaining('answered, through a Service that is made there')]);
  expect(told(await outlook(STUBBED, first))?.after?.([])).toBe('');
  expect(told(await outlook(STUBBED, await outlook(BROKEN)))?.after?.([])).toContain(`🔴 → ✅ by \`${EAST}\``);
});

it('tells what a rule changes of a call that is answered as before, and draws which clusters answer', async () => {
  const head = await outlook(WHOLE);
  const breaker = RULE('DestinationRule', 'a', '{host: nodeapp1, trafficPolicy: {outlierDetection: {}}}');
  const changed = told(await outlook({ ...WHOLE, south: [...WHOLE.south, breaker] }, head));
  const lines = changed?.after?.([]).split('\n') ?? [];
  expect(lines[4]).toBe(
    `| \`Deployment default/nodeapp3\` | \`default/nodeapp1:80\` | ✅ by \`${SOUTH}\`; before by \`${SOUTH}\`, \`${EAST}\`. Now: asia-south1, then asia-southeast1 as pods fail; a breaker that never ejects a pod. Before: asia-south1 and asia-southeast1 alike; no breaker |`,
  );
  const start = lines.indexOf('```mermaid');
  expect(lines.slice(start + 1, start + 9)).toEqual([
    'flowchart LR',
    '  c0["default/nodeapp3"]:::same',
    '  c1[["default/nodeapp1#58;80"]]:::same',
    `  c2[("${SOUTH}")]:::same`,
    `  c3[("${EAST}")]:::same`,
    `  c0 -->|"from ${SOUTH}"| c1`,
    '  c1 --> c2',
    '  c1 -.-> c3',
  ]);
  expect(told(await outlook(WHOLE, head))?.after?.([])).toBe('');
});

it('draws nothing that is too much to be read, and a version that is at zero as one that goes', async () => {
  const zero = WHOLE.east.map((one) => one.replace('replicas: 1', 'replicas: 0'));
  const gone = told(await outlook({ ...WHOLE, east: zero }, await outlook(WHOLE)));
  expect(gone?.after?.([])).toContain('-.->');
  const many = Array.from({ length: 9 }, (_, at) => DEPLOYMENT(`w${at}`, `w${at}`, 'http://nodeapp2/'));
  const story = { ...WHOLE, south: [...WHOLE.south, ...many] };
  const lost = told(await outlook({ ...story, east: zero }, await outlook(story)));
  expect(lost?.after?.([])).toContain('→ 🔴');
  expect(lost?.after?.([])).not.toContain('mermaid');
});
