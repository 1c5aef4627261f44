// A manifest in a file that no pattern meets, though all but its ending, or a dot, is as in one that is met: it is
// named, because what it declares looks deleted, or never comes to be (case 10).
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { compileFleet } from '../../../../lib/app/planning/compile-fleet.ts';
import { FILES_OF_FLEETS, readFleetFile } from '../../../../lib/app/following/fleet-files.ts';
import { validateDirectory } from '../../../../lib/app/offline/index.ts';
import type { Tree } from '../../../../lib/core/index.ts';
import { assumedFacts } from '../../../../lib/fleet/index.ts';
import { exampleTree } from '../../cli/tree.ts';

const EXAMPLE: Tree = exampleTree('valid/foobar');
const FILE = 'manifests/foobar.yaml';

function movedTo(path: string, tree: Tree = EXAMPLE): Tree {
  return new Map([...tree].map(([at, entry]) => [at === FILE ? path : at, entry]));
}

const found = (tree: Tree) =>
  validateDirectory(FEATURES, tree, undefined).diagnostics.filter(({ code }) => code === 'manifest-not-met');

describe('case 10: an object in a file that no pattern meets', () => {
  it.each(['manifests/foobar.yml', 'manifests/foobar.YAML', 'manifests/.blue/foobar.yaml', 'manifests/.foobar.yml'])(
    'is named on its line (%s)',
    (path) => {
      expect(found(movedTo(path))[0]).toMatchObject({
        severity: 'warning',
        message: expect.stringMatching(/^declares \S+ blue\/\S+, but no pattern of spec\.manifests meets this file$/),
        source: { file: path },
      });
    },
  );

  it.each(['docs/foobar.yml', 'manifests/foobar.yaml.bak', 'manifests/foobar.json'])(
    'is nobody’s business elsewhere (%s)',
    (path) => expect(found(movedTo(path))).toEqual([]),
  );

  it('is a copy of one that is declared: nothing is lost', () => {
    const copied = new Map([...EXAMPLE, ...[...movedTo('manifests/foobar.yml')].filter(([at]) => at.endsWith('.yml'))]);
    expect(found(copied)).toEqual([]);
  });

  it('takes no part in anything else, whatever it holds', () => {
    const broken = new Map([...EXAMPLE, ['manifests/other.yml', Buffer.from('a: [')] as const]);
    const { fleet } = readFleetFile(EXAMPLE, undefined);
    if (fleet === undefined) throw new TypeError('the example has a fleet');
    const { facts } = assumedFacts(fleet);
    expect(compileFleet(FEATURES, 'test', fleet, broken, facts).compiled).toEqual(
      compileFleet(FEATURES, 'test', fleet, EXAMPLE, facts).compiled,
    );
  });

  it('is fetched with a commit, as the manifests are', () => {
    const files = new Map([...EXAMPLE].flatMap(([path, entry]) => (typeof entry === 'object' ? [[path, entry]] : [])));
    const isWanted = FILES_OF_FLEETS.others(files);
    expect(['manifests/a.yaml', 'manifests/a.yml', 'manifests/.x/a.yaml', 'docs/a.yml'].map(isWanted)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
