// A mesh in Git → what is wrong with its calls. Others apply what it is made of, so that no resource comes of it.
// Pure: the same bytes whatever the order of files and keys.
import type { CompiledPart, CompileInput } from '../../compile/index.ts';
import { callGraph } from './calls/call-graph.ts';
import { diagnostic } from './codes.ts';
import { parityFindings } from './findings/parity-findings.ts';
import { ruleFindings } from './findings/rule-findings.ts';
import { meshFindings } from './findings/mesh-findings.ts';
import { meshInGit } from './git/mesh-in-git.ts';
import { meshSection } from './section.ts';

export function compileMesh(input: CompileInput): CompiledPart {
  const section = meshSection(input.fleet);
  const none: CompiledPart = { resources: new Map(), held: new Set(), secrets: [], diagnostics: [] };
  if (section === undefined) return none;
  const world = meshInGit(input, section);
  const { calls, unknown } = callGraph(world, section);
  return {
    ...none,
    diagnostics: [
      ...unknown.map(({ words, place }) => diagnostic('mesh-call-unknown', words, place)),
      ...meshFindings(world, calls),
      ...world.clusters.flatMap(ruleFindings),
      ...parityFindings(world, calls),
    ],
  };
}
