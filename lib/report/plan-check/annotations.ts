// Diagnostics, gates and what traffic can feel, on the lines that they are about.
import type { Diagnostic, SourceRef } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import { isRootObject, type Kinds, type ObjectKey } from '../../model/index.ts';
import type { Codes, Gate, Plan, Revision } from '../../plan/index.ts';
import { CHANGE_WORDS, IMPACT_WORDS, placeWords, resourceWords, sourceWords } from '../changes/change-words.ts';
import type { Annotation } from '../../ports/index.ts';
import { clip, visible } from '../markdown/escape.ts';
import { openGates } from '../changes/open-gates.ts';
import type { Telling } from '../part.ts';

/** GitHub shows no more in a useful way; the summary has the rest. */
export const MOST_ANNOTATIONS = 200;
/** GitHub takes 64 KB for a message; what is longer than this nobody reads on a line. */
const MESSAGE_LENGTH = 1000;

/** Errors and warnings in the revision's order, then gates, then what traffic can feel without a gate; plain texts. */
export function annotationsOf(
  { kinds, codes }: Pick<Telling, 'kinds' | 'codes'>,
  revision: Revision,
  plans: readonly Plan[],
): readonly Annotation[] {
  const gates = revision.units.flatMap(openGates);
  const gated = new Set(gates.flatMap(({ key }) => key ?? []));
  const changes = plans.flatMap((plan) => plan.changes);
  const felt = changes.filter(({ key, impact }) => impact !== 'none' && !gated.has(key));
  const placeOf = (gate: Gate): SourceRef | undefined => {
    const change = changes.find(({ key }) => key === gate.key);
    return gate.source ?? (change && sourceOf(kinds, change, revision.sources));
  };
  const all = [
    ...findingAnnotations(revision.diagnostics),
    ...gates.flatMap((gate) => ofGate(codes, gate, placeOf(gate))),
    ...felt.flatMap((change) => ofRisk(kinds, change, revision.sources)),
  ];
  if (all.length <= MOST_ANNOTATIONS) return all;
  const [last] = all.slice(MOST_ANNOTATIONS - 1);
  const more = `… and ${all.length - MOST_ANNOTATIONS + 1} more annotations: the summary has them all, as far as it reaches.`;
  return [
    ...all.slice(0, MOST_ANNOTATIONS - 1),
    ...(last === undefined ? [] : [{ ...last, title: 'more', message: more }]),
  ];
}

export function findingAnnotations(diagnostics: readonly Diagnostic[]): readonly Annotation[] {
  return diagnostics.flatMap(ofDiagnostic);
}

function ofDiagnostic(finding: Diagnostic): readonly Annotation[] {
  const { severity, code, message, hint, source } = finding;
  if (source === undefined || severity === 'info') return [];
  const level = severity === 'error' ? 'failure' : 'warning';
  const words = hint === undefined ? message : `${message}. ${hint}`;
  return [{ ...placed(source, words), level, title: code }];
}

/** On the template, which is what people change; what was rendered from it may be in no commit. */
function placed(source: SourceRef, words: string): Pick<Annotation, 'source' | 'message'> {
  const { template, ...own } = source;
  if (template === undefined) return { source, message: plain(words) };
  return { source: { file: template, line: 1, column: 1 }, message: plain(`${sourceWords(own)} ${words}`) };
}

function ofGate(codes: Codes, gate: Gate, source: SourceRef | undefined): readonly Annotation[] {
  if (source === undefined) return [];
  const title = `needs approval: ${codes.gates.get(gate.code)?.words ?? gate.code}`;
  return [{ ...placed(source, gate.message), level: 'failure', title }];
}

function ofRisk(kinds: Kinds, change: Change, sources: Revision['sources']): readonly Annotation[] {
  const source = sourceOf(kinds, change, sources);
  if (source === undefined) return [];
  const what = `${CHANGE_WORDS[change.kind]} ${resourceWords(kinds, change)} in ${placeWords(change)}: ${change.why}`;
  return [{ ...placed(source, what), level: 'warning', title: IMPACT_WORDS[change.impact] }];
}

/** The object that asks for it, before those that only stand on that. What left the commit has no line. */
function sourceOf(kinds: Kinds, change: Change, sources: Revision['sources']): SourceRef | undefined {
  const isRoot = (owner: ObjectKey): boolean => isRootObject(kinds, owner);
  const owners = [...change.owners].sort((a, b) => Number(isRoot(a)) - Number(isRoot(b)));
  return owners.map((owner) => sources[owner]).find((place) => place !== undefined);
}

function plain(message: string): string {
  return clip(visible(message), MESSAGE_LENGTH);
}
