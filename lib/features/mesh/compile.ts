// A mesh in Git → what is wrong with its calls, and what tells control planes of each other. Others apply what the mesh
// is made of. Pure: the same bytes whatever the order of files and keys.
import type { CompiledPart, CompileInput } from '../../compile/index.ts';
import type { Diagnostic } from '../../core/index.ts';
import { type Fleet, placeInFleet } from '../../fleet/index.ts';
import { isUnexported } from '../common/export-places.ts';
import { judgedCalls } from './calls/judged-calls.ts';
import { diagnostic } from './codes/index.ts';
import { meshOptionsOf } from './discovery/mesh-options-of.ts';
import { remoteSecretsOf } from './discovery/remote-secrets-of.ts';
import { clustersetFindings } from './findings/clusterset-findings.ts';
import { controlPlaneFindings, rotationFindings } from './findings/control-plane-findings.ts';
import { parityFindings } from './findings/parity-findings.ts';
import { ruleFindings } from './findings/rule-findings.ts';
import { meshFindings } from './findings/mesh-findings.ts';
import { trustFindings } from './findings/trust-findings.ts';
import { meshInGit } from './git/mesh-in-git.ts';
import { MESH, meshSection } from './section.ts';
import { compileRules } from './placement/compile-rules.ts';
import { compileStubs } from './stubs/compile-stubs.ts';

export function compileMesh(input: CompileInput): CompiledPart {
  const section = meshSection(input.fleet);
  const none: CompiledPart = { resources: new Map(), held: new Set(), secrets: [], diagnostics: [] };
  if (section === undefined) return none;
  const world = meshInGit(input, section);
  const { judged, stubs, unknown, isWhole } = judgedCalls(world, section);
  const calls = judged.map(({ call }) => call);
  const options = meshOptionsOf(input, section);
  const secrets = remoteSecretsOf(input, section);
  const rules = compileRules(input, section);
  const made = compileStubs(input, stubs);
  const isTold = isUnexported(input.fleet, input.manifests.manifests);
  const ofCalls = [...trustFindings(world, judged, input.fleet, input.facts), ...meshFindings(judged)];
  const byUnit = [...options.resources, ...secrets.resources, ...rules.resources, ...made.resources];
  return {
    ...none,
    ...made,
    held: rules.held,
    resources: new Map(
      [...Map.groupBy(byUnit, ([unit]) => unit)].map(([unit, all]) => [unit, all.flatMap(([, own]) => own)]),
    ),
    diagnostics: [
      ...options.diagnostics,
      ...secrets.diagnostics,
      ...rules.diagnostics,
      ...made.diagnostics,
      ...controlPlaneFindings(input, section),
      ...rotationFindings(world, input, section),
      ...ofCalls,
      ...(isWhole ? [] : [tooManyCalls(input.fleet)]),
      ...unknown.map(({ words, place }) => diagnostic('mesh-call-unknown', words, place)),
      ...world.clusters.flatMap(ruleFindings),
      ...world.clusters.flatMap((one) => clustersetFindings(one, isTold)),
      ...parityFindings(world, calls, ofCalls),
    ],
  };
}

function tooManyCalls(fleet: Fleet): Diagnostic {
  const message =
    'there are more calls across the mesh than are judged, and nothing is said of the rest; declared ones come first';
  return diagnostic('mesh-calls-limit', message, placeInFleet(fleet, [MESH]));
}
