// What a reviewer must not overlook, the gravest first: errors, gates, what features tell (routes that nobody answers, capacity
// that goes), what is not known. Each is one line.
import { type Diagnostic, type DiagnosticCode, DIAGNOSTICS } from '../../core/index.ts';
import type { Kinds } from '../../model/index.ts';
import { type Gate, GATE_CODES, GATES, type Plan, type Revision } from '../../plan/index.ts';
import { CHANGE_WORDS, IMPACT_WORDS, placeWords, plural, sentence } from '../change-words.ts';
import { clip, code, text } from '../escape.ts';
import { findingsBesideUnknown, unknownItems } from '../findings.ts';
import { openGates } from '../open-gates.ts';
import type { Concern, Told, Weight } from '../part.ts';
import { placeWords as sourcePlace } from './edit-words.ts';

const MESSAGE_LENGTH = 220;
const MOST_ALIKE = 2;

/** Warnings after which requests fail. */
const OUTAGES: ReadonlyMap<DiagnosticCode, string> = new Map([
  ['selector-matches-nothing', 'a service without pods'],
  ['port-not-declared', 'a port that no container declares'],
]);
const ORDER: readonly Weight[] = ['error', 'gate', 'outage', 'loss', 'unknown', 'warning'];

export function concernsOf(kinds: Kinds, revision: Revision, plans: readonly Plan[], told: Told): readonly Concern[] {
  const all = [
    ...told.concerns(),
    ...findingConcerns(findingsBesideUnknown(revision)),
    ...gateConcerns(revision),
    ...certainConcerns(kinds, revision, plans),
    ...unknownConcerns(kinds, revision),
    ...driftConcerns(kinds, plans),
  ];
  return all.sort((a, b) => ORDER.indexOf(a.weight) - ORDER.indexOf(b.weight));
}

/** Of one code the first few, and how many more there are. */
function findingConcerns(findings: readonly Diagnostic[]): readonly Concern[] {
  const byCode = new Map<DiagnosticCode, Concern[]>();
  for (const finding of findings)
    byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), ...ofFinding(finding)]);
  return [...byCode].flatMap(([of, all]) => {
    const more = all.length - MOST_ALIKE;
    const [first] = all;
    if (first === undefined || more < 1) return all;
    const light = first.words.split(' ')[0] ?? '';
    return [...all.slice(0, MOST_ALIKE), { ...first, words: `${light} … and ${more} more of ${code(of)}.` }];
  });
}

function ofFinding({ severity, code: of, message, hint, source }: Diagnostic): readonly Concern[] {
  if (severity === 'info') return [];
  const place =
    source === undefined
      ? ''
      : sourcePlace(source)
          .trimStart()
          .replace(/^\(|\)$/g, '');
  const said = `${place === '' ? '' : `${place}: `}${text(clip(message, MESSAGE_LENGTH))}. ${text(clip(hint ?? DIAGNOSTICS[of].next, MESSAGE_LENGTH))}`;
  if (severity === 'error') return [{ weight: 'error', words: `⛔ ${said}` }];
  const outage = OUTAGES.get(of);
  if (outage !== undefined) return [{ weight: 'outage', title: outage, words: `🔴 ${said}` }];
  return [{ weight: 'warning', words: `⚠️ ${said}` }];
}

/** Those of one code together. */
function gateConcerns({ units }: Revision): readonly Concern[] {
  const byCode = new Map<Gate['code'], Gate[]>();
  for (const gate of units.flatMap(openGates)) byCode.set(gate.code, [...(byCode.get(gate.code) ?? []), gate]);
  return [...byCode]
    .sort(([a], [b]) => GATE_CODES.indexOf(a) - GATE_CODES.indexOf(b))
    .map(([of, gates]) => {
      const shown = gates.slice(0, MOST_ALIKE).map(({ message, source }) => {
        const said = text(clip(sentence(message), MESSAGE_LENGTH));
        return `**${said}**${sourcePlace(source)}`;
      });
      const more = gates.length > MOST_ALIKE ? [`and ${gates.length - MOST_ALIKE} more like it`] : [];
      return { weight: 'gate', words: `🔴 ${[...shown, ...more].join('; ')}. ${text(GATES[of].next)}` };
    });
}

/** Without a gate, and not told by a feature. */
function certainConcerns(kinds: Kinds, { units }: Revision, plans: readonly Plan[]): readonly Concern[] {
  const gated = new Set(units.flatMap((unit) => openGates(unit).flatMap(({ key }) => key ?? [])));
  const certain = plans
    .flatMap(({ changes }) => changes)
    .filter(({ impact, key }) => impact === 'certain' && !gated.has(key));
  const [first] = certain;
  if (first === undefined) return [];
  const more = certain.length > 1 ? `, and ${plural(certain.length - 1, 'more change')}` : '';
  const what = `${CHANGE_WORDS[first.kind]} ${kinds.of(first.ref.kind).title} ${code(first.ref.name)} in ${code(placeWords(first))}`;
  return [{ weight: 'loss', title: IMPACT_WORDS.certain, words: `🔴 **${IMPACT_WORDS.certain}**: ${what}${more}.` }];
}

function unknownConcerns(kinds: Kinds, revision: Revision): readonly Concern[] {
  const items = unknownItems(kinds, revision);
  if (items.length === 0) return [];
  const more = items.length > MOST_ALIKE ? [`and ${items.length - MOST_ALIKE} more`] : [];
  const words = `🟡 **Not known**: ${[...items.slice(0, MOST_ALIKE), ...more].join('; ')}. What it has stays as it is.`;
  return [{ weight: 'unknown', title: 'partly unknown', words }];
}

function driftConcerns(kinds: Kinds, plans: readonly Plan[]): readonly Concern[] {
  const drift = plans.flatMap(({ changes }) => changes).filter(({ cause }) => cause === 'drift');
  const [first] = drift;
  if (first === undefined) return [];
  const what =
    drift.length === 1 ? `${kinds.of(first.ref.kind).title} ${code(first.ref.name)}` : plural(drift.length, 'resource');
  const words = `🟡 Somebody else changed ${what} by hand: the merge **puts it back**.`;
  return [{ weight: 'unknown', title: 'puts back what was changed by hand', words }];
}
