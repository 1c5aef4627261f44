// One cause is one finding: of two that stand at one place, and are of the same call or cluster, each says something
// that can be mended by itself. Environment: MESHES is how many meshes are made up.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../functions/wiring/features.ts';
import { askDirectory } from '../../lib/app/offline/index.ts';
import type { Diagnostic } from '../../lib/core/index.ts';
import { ANALYZE_CASES } from '../conformance/mesh/analyze-cases.ts';
import { madeUpStory } from '../conformance/mesh/made-up-stories.ts';
import { STORIES } from '../conformance/mesh/stories.ts';
import type { Story } from '../conformance/mesh/story.ts';
import { filesOf } from '../conformance/mesh/story-files.ts';
import { TRUST_STORIES } from '../conformance/mesh/trust-stories.ts';
import { compileExample, listExamples } from '../golden/example.ts';
import { madeUpMesh } from './mesh/made-up-mesh.ts';

const MESHES = Number(process.env['MESHES'] ?? 40);
const EXAMPLES = join(import.meta.dirname, '../../schemas/examples');

/** Two codes, sorted → why both may stand at one place. */
const APART: Readonly<Record<string, string>> = {
  'mesh-control-plane and mesh-rotation': 'what the fleet says of a control plane, and which version runs',
  'mesh-deny-passed and mesh-rules-differ': 'what plain text goes past, it goes past in each cluster that has it',
  'mesh-networks-differ and mesh-trust': 'a gateway, and certificates',
};

const ofFiles = (files: ReadonlyMap<string, Uint8Array>): readonly Diagnostic[] =>
  askDirectory({ features: FEATURES, files, fleet: undefined, facts: undefined }, () => undefined).diagnostics;
const ofStory = (story: Story): readonly Diagnostic[] => ofFiles(filesOf(story));

/** Two of which one is about the mesh, at one place, of the same call or cluster. */
function twice(found: readonly Diagnostic[]): readonly string[] {
  const placed = found.filter(({ source }) => source !== undefined);
  const byPlace = Map.groupBy(placed, ({ source }) => `${source?.file}:${source?.line}:${source?.column}`);
  return [...byPlace].flatMap(([place, ones]) =>
    ones.flatMap((one, index) =>
      ones.slice(index + 1).flatMap((other) => {
        const pair = [one.code, other.code].sort().join(' and ');
        const isOfMesh = [one, other].some(({ code }) => code.startsWith('mesh-'));
        if (!isOfMesh || Object.hasOwn(APART, pair) || isOfOthers(one, other)) return [];
        return [`${place}: ${pair}: ${one.message}; ${other.message}`];
      }),
    ),
  );
}

/** Whether two findings are of other Services, or say where to look of other clusters. */
function isOfOthers(one: Diagnostic, other: Diagnostic): boolean {
  const [ofOne, ofOther] = [subjectOf(one), subjectOf(other)];
  const isOther = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  return isOther(ofOne.called, ofOther.called) || isOther(ofOne.cluster, ofOther.cluster);
}

/** What a message is about: the Service that is called, and the first cluster that is named after the call. */
function subjectOf({ message }: Diagnostic) {
  const [, called, words = message] = / calls ([^\s,:]+)[^ ]*[:,] (.*)/.exec(message) ?? [];
  return { called, cluster: /\b[a-z]+-[a-z]+\d\/[a-z0-9-]+/.exec(words)?.[0] };
}

describe('one cause is one finding', () => {
  it.each(['valid', 'invalid'])('in the %s examples', (kind) => {
    const root = join(EXAMPLES, kind);
    const found = listExamples(root).flatMap((name) =>
      twice(compileExample(join(root, name)).diagnostics).map((one) => `${name}: ${one}`),
    );
    expect(found).toEqual([]);
  });

  it('in the stories that real proxies play', () => {
    const stories = [...STORIES, ...TRUST_STORIES, ...ANALYZE_CASES.map(({ story }) => story)];
    expect(stories.flatMap((story) => twice(ofStory(story)).map((one) => `${story.name}: ${one}`))).toEqual([]);
  });

  it(`in ${MESHES} made-up meshes, and as many made-up stories`, () => {
    const seeds = Array.from({ length: MESHES }, (_, index) => index + 1);
    const found = seeds.flatMap((seed) => [
      ...twice(ofFiles(madeUpMesh(seed).files)),
      ...twice(ofStory(madeUpStory(seed))),
    ]);
    expect(found).toEqual([]);
  });
});
