// What a feature may say of its kinds is no feature's name in disguise: each member of the interfaces that the engine's
// rooms own is set in two places at least, of the features and the made-up ones of test/unit/engine.
import { type Finding, sources, type Tree, withoutComments } from './source.ts';

/** File → the interfaces of it that features fill in. */
const INTERFACES: Readonly<Record<string, readonly string[]>> = {
  'lib/model/kind.ts': ['AnyKind', 'ComputeKindDefinition', 'ClusterKindDefinition', 'ClusterApi', 'ComputeApi'],
  'lib/plan/rules.ts': ['KindRules', 'FeatureRules'],
  'lib/live/runs.ts': ['KindRun', 'FeatureRuns', 'Writes', 'Health', 'Companion'],
  'lib/live/looks.ts': ['FeatureLooks'],
  'lib/report/part.ts': ['ReportPart', 'ToldPlans'],
  'lib/manifest/kind.ts': ['ManifestKind'],
};

/** Members that wait for their second feature, and which. */
export const WAITING: Readonly<Record<string, string>> = {};

export function checkMembers(
  tree: Tree,
  interfaces: Readonly<Record<string, readonly string[]>> = INTERFACES,
  waiting: Readonly<Record<string, string>> = WAITING,
): readonly Finding[] {
  const setters = sources(tree, 'lib/features', 'test/unit/engine').map(
    ([path, text]) =>
      [path.startsWith('test/') ? 'made up' : (path.split('/')[2] ?? ''), withoutComments(text)] as const,
  );
  return Object.entries(interfaces).flatMap(([path, names]) => {
    const text = withoutComments(tree.get(path) ?? '');
    return names.flatMap((name) =>
      membersOf(text, name).flatMap((member): readonly Finding[] => {
        const sets = new RegExp(`(?<![.\\w])${member}(?:\\??:|,|\\(|\\n)`);
        const rooms = new Set(setters.flatMap(([room, code]) => (sets.test(code) ? [room] : [])));
        const waits = Object.hasOwn(waiting, member);
        if (rooms.size < 2 && !waits)
          return [{ path, message: `${name}.${member} is set by ${[...rooms].join() || 'nobody'} alone` }];
        return rooms.size > 1 && waits ? [{ path, message: `${name}.${member} waits for nobody any more` }] : [];
      }),
    );
  });
}

function membersOf(text: string, name: string): readonly string[] {
  const [, body = ''] = new RegExp(`interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member = '']) => member);
}
