// Every example compiles to the graph, or to the findings, that are checked in beside it.
// `UPDATE=1 vitest run test/golden/compile.test.ts` writes them anew; read the difference before you commit it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../../lib/compile/index.ts';
import { hasErrors } from '../../lib/core/index.ts';
import { compileExample, listExamples } from './example.ts';

const EXAMPLES = join(import.meta.dirname, '../../schemas/examples');
const GRAPHS = join(import.meta.dirname, 'compile');

function expectGolden(path: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env['UPDATE'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path), `${path} is not checked in`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

/** The schemas are in schemas/crds; their digests are in the graph. */
function withoutSchemas(compiled: Compiled | undefined): unknown {
  return {
    ...compiled,
    states: compiled?.states.map((state) => ({
      ...state,
      resources: state.resources.map((resource) =>
        resource.ref.kind === 'customResourceDefinition'
          ? { ...resource, body: { ...resource.body, spec: undefined } }
          : resource,
      ),
    })),
  };
}

describe('valid examples', () => {
  for (const name of listExamples(join(EXAMPLES, 'valid'))) {
    it(`${name} compiles to its graph`, () => {
      const { compiled, diagnostics } = compileExample(join(EXAMPLES, 'valid', name));
      expect(hasErrors(diagnostics)).toBe(false);
      expectGolden(join(GRAPHS, name, 'expected.json'), withoutSchemas(compiled));
    });
  }
});

describe('invalid examples', () => {
  for (const name of listExamples(join(EXAMPLES, 'invalid'))) {
    it(`${name} says what is wrong, and where`, () => {
      const { diagnostics } = compileExample(join(EXAMPLES, 'invalid', name));
      expect(hasErrors(diagnostics)).toBe(true);
      // What follows from having no facts is not the point of these examples.
      const findings = diagnostics
        .filter((d) => d.code !== 'zones-unknown' && d.code !== 'node-tags-unknown')
        .map((d) => ({ code: d.code, ...d.source }));
      expectGolden(join(EXAMPLES, 'invalid', name, 'expected.json'), findings);
    });
  }
});
