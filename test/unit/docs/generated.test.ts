// Generated pages are as their sources say, and tables that repeat the code say the same as the code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editorSchemas } from '../../../docs/reference/editor-schemas.ts';
import {
  DECISIONS_PAGE,
  DIAGNOSTICS_PAGE,
  DOCS,
  diagnosticsPage,
  EDITOR_SCHEMAS,
  GATES_PAGE,
  COST_PAGE,
  MCS_API_PAGE,
  MESH_FINDINGS_PAGE,
  OUTCOMES_PAGE,
  STATE_SCHEMAS,
  INCIDENTS_PAGE,
  STOPS_PAGE,
} from '../../../docs/reference/generate.ts';
import { decisions, decisionsPage } from '../../../docs/reference/decisions-page.ts';
import { gatesPage } from '../../../docs/reference/gates-page.ts';
import { costPage } from '../../../docs/reference/cost-page.ts';
import { mcsApiPage } from '../../../docs/reference/mcs-api-page.ts';
import { MESH_FINDINGS, meshFindingsPage } from '../../../docs/reference/mesh-findings-page.ts';
import { outcomesPage } from '../../../docs/reference/outcomes-page.ts';
import { incidentsPage } from '../../../docs/reference/incidents-page.ts';
import { stopsPage } from '../../../docs/reference/stops-page.ts';
import { stateSchemas } from '../../../docs/reference/state-schemas.ts';
import contract from '../../../infra/deploy/contract.json' with { type: 'json' };
import { COLLECTIONS } from '../../../infra/deploy/contract.ts';
import { CODES } from '../../../functions/wiring/codes.ts';
import { DOCUMENTS } from '../../../lib/state/index.ts';
import { ARROWS, EXTRA } from '../../architecture/arrows.ts';
import { parityPages } from '../../conformance/clauses/page.ts';
import { packageJson, page, tableRows } from './pages.ts';

const BUCKETS = ['state', 'release', 'audit'] as const;

describe('docs/reference/diagnostics.md', () => {
  it('is as `npm run gen` writes it', () => {
    expect(readFileSync(DIAGNOSTICS_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(diagnosticsPage());
  });

  it('has every code once, and shows angle brackets instead of losing them', () => {
    const text = diagnosticsPage();
    const codes = [...text.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? '');
    expect(codes.sort()).toEqual(Object.keys(CODES.diagnostics).sort());
    expect(text.replace(/^<!--.*$/m, '').replaceAll(/`[^`]*`/g, '')).not.toContain('<');
  });
});

describe('docs/reference/mesh-findings.md', () => {
  it('is as `npm run gen` writes it', () => {
    expect(readFileSync(MESH_FINDINGS_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(meshFindingsPage());
  });

  it('has for each finding an example in which it is found', () => {
    const root = join(DOCS, '..');
    for (const [code, { example }] of Object.entries(MESH_FINDINGS)) {
      const file = example.startsWith('test/') ? example : `schemas/examples/invalid/${example}/expected.json`;
      expect(readFileSync(join(root, file), 'utf8'), `${file} has no ${code}`).toContain(code);
    }
  });
});

describe('docs/adr/README.md', () => {
  it('is as `npm run gen` writes it', () => {
    expect(readFileSync(DECISIONS_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(decisionsPage(decisions()));
  });

  it('has a row for each page, with its state, and gives no number twice', () => {
    const made = { file: '0007-x.md', text: '# 0007. Do x\n\nStatus: accepted.\nChanges y.\n\n## Context\n' };
    expect(decisionsPage([made])).toContain('| [0007. Do x](0007-x.md) | accepted. Changes y |');
    expect(() => decisionsPage([{ ...made, text: '# 0007. Do x\n' }])).toThrow('0007-x.md');
    const numbers = decisions().map(({ file }) => file.slice(0, 4));
    expect(numbers).toEqual([...new Set(numbers)]);
  });
});

it('docs/reference/gates.md is as `npm run gen` writes it', () => {
  expect(readFileSync(GATES_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(gatesPage());
});

describe.each([
  ['schemas/editor', EDITOR_SCHEMAS, editorSchemas],
  ['schemas/state', STATE_SCHEMAS, stateSchemas],
])('%s', (_name, folder, schemas) => {
  it('is as `npm run gen` writes it', () => {
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    expect(Object.fromEntries(files), 'stale: run `npm run gen`').toEqual(Object.fromEntries(schemas()));
  });
});

describe('infra/deploy/contract.ts', () => {
  it('gives each collection the writers that its documents name', () => {
    const written = DOCUMENTS.map(({ bucket, collection, writers }) => ({ bucket, collection, writers }));
    const byName = (one: { collection: string }, other: { collection: string }) =>
      one.collection < other.collection ? -1 : 1;
    expect([...COLLECTIONS].sort(byName)).toEqual(written.sort(byName));
  });
});

describe('docs/parity.md and the pages below it', () => {
  it.each([...parityPages()])('%s is as `npm run gen` writes it', (path, text) => {
    expect(readFileSync(join(DOCS, path), 'utf8'), 'stale: run `npm run gen`').toBe(text);
  });

  it('are all that there are', () => {
    const made = readdirSync(join(DOCS, 'parity')).map((name) => `parity/${name}`);
    expect(['parity.md', ...made].sort()).toEqual([...parityPages().keys()].sort());
  });
});

describe('docs/reference/stops.md', () => {
  it('is as `npm run gen` writes it', () => {
    expect(readFileSync(STOPS_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(stopsPage());
  });
});

describe('docs/reference/incidents.md', () => {
  it('is as `npm run gen` writes it', () => {
    expect(readFileSync(INCIDENTS_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(incidentsPage());
  });
});

describe('docs/reference/outcomes.md', () => {
  it('is as `npm run gen` writes it', () => {
    expect(readFileSync(MCS_API_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(mcsApiPage());
    expect(readFileSync(COST_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(costPage());
    expect(readFileSync(OUTCOMES_PAGE, 'utf8'), 'stale: run `npm run gen`').toBe(outcomesPage());
  });
});

describe('docs/architecture.md', () => {
  const architecture = page('docs/architecture.md');

  it('has the arrows that are enforced', () => {
    const rows = tableRows(architecture, '| folder | may import |');
    const table = Object.fromEntries(rows.map(([folder, may]) => [folder, may === 'nothing' ? [] : may?.split(', ')]));
    expect(table).toEqual(ARROWS);
  });

  it('has what each function reads, writes and sends of ours, as it is deployed', () => {
    const rows = tableRows(architecture, '| function | called by | reads | writes | sends |');
    const bucketsIn = (cell = ''): readonly string[] => BUCKETS.filter((bucket) => cell.includes(bucket));
    const said = rows.map(([name, by = '', reads, writes, sends]) => [
      name,
      {
        reads: bucketsIn(reads),
        writes: bucketsIn(writes),
        sends: sends?.split(', '),
        topic: /topic (\w+)/.exec(by)?.[1],
      },
    ]);
    const { functions, person, subscriptions } = contract;
    const roles = { ...functions, cli: person };
    const topics = new Map(Object.entries(subscriptions).map(([topic, { to }]) => [to, topic]));
    const deployed = Object.entries(roles).map(([name, { reads, writes, publishes }]) => [
      name,
      {
        reads: BUCKETS.filter((bucket) => (reads as readonly string[]).includes(bucket)),
        writes: BUCKETS.filter((bucket) => writes[bucket].length > 0),
        sends: publishes,
        topic: topics.get(name),
      },
    ]);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(deployed));
  });

  it('has every collection of the buckets, with who writes it', () => {
    const rows = tableRows(architecture, '| bucket | key | what | who writes |');
    const table = rows.map(([bucket, key, , writers]) => [`${bucket}/${key?.split('/')[0]}`, writers]);
    const documents = DOCUMENTS.map((kind) => [`${kind.bucket}/${kind.collection}`, kind.writers.join(', ')]);
    expect(Object.fromEntries(table)).toEqual(Object.fromEntries(documents));
  });

  it('has the exceptions that are allowed, with their reasons', () => {
    const expected = EXTRA.map(({ from, to, typesOnly, reason }) => [
      from,
      typesOnly ? `${to} (types only)` : to,
      reason,
    ]);
    expect(tableRows(architecture, '| from | to | why |')).toEqual(expected);
  });
});

describe('docs/adr/0014-runtime-dependencies.md', () => {
  const decision = page('docs/adr/0014-runtime-dependencies.md');
  const { dependencies, devDependencies } = packageJson();

  it.each([
    ['| runtime | reason |', dependencies],
    ['| development | reason |', devDependencies],
  ])('%s has a line for each dependency', (heading, declared) => {
    const rows = tableRows(decision, heading);
    expect(rows.map(([name = '']) => name).sort()).toEqual(Object.keys(declared).sort());
    for (const [, reason] of rows) expect(reason).not.toBe('');
  });
});
