// What a reviewer must not overlook, the gravest first: errors, gates, what features tell (routes that nobody answers,
// capacity that goes), what is not known. Each is one line.
import type { Diagnostic, DiagnosticCode } from '../../core/index.ts';
import type { Kinds } from '../../model/index.ts';
import type { Codes, Gate, Plan, Revision } from '../../plan/index.ts';
import { CHANGE_WORDS, gatesIn, IMPACT_WORDS, placeWords, plural, sentence } from '../changes/change-words.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { findingsBesideUnknown, unknownItems } from '../plan-check/findings.ts';
import { openGates } from '../changes/open-gates.ts';
import type { Concern, Telling, Told, Weight } from '../part.ts';
import { editPlaceWords as sourcePlace } from './edit-words.ts';

const MESSAGE_LENGTH = 220;
const MOST_ALIKE = 2;

const ORDER: readonly Weight[] = ['error', 'gate', 'outage', 'loss', 'unknown', 'warning'];

export function concernsOf(
  { kinds, codes }: Pick<Telling, 'kinds' | 'codes'>,
  revision: Revision,
  plans: readonly Plan[],
  told: Told,
): readonly Concern[] {
  const all = [
    ...told.concerns(),
    ...findingConcerns(codes, findingsBesideUnknown(revision)),
    ...gateConcerns(codes, revision),
    ...certainConcerns(kinds, revision, plans),
    ...unknownConcerns(kinds, revision),
    ...driftConcerns(kinds, plans),
  ];
  return all.sort((a, b) => ORDER.indexOf(a.weight) - ORDER.indexOf(b.weight));
}

/** Of one code the first few, and how many more there are. */
function findingConcerns(codes: Codes, findings: readonly Diagnostic[]): readonly Concern[] {
  const byCode = new Map<DiagnosticCode, Concern[]>();
  for (const finding of findings)
    byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), ...ofFinding(codes, finding)]);
  return [...byCode].flatMap(([of, all]) => {
    const more = all.length - MOST_ALIKE;
    const [first] = all;
    if (first === undefined || more < 1) return all;
    const light = first.words.split(' ')[0] ?? '';
    return [...all.slice(0, MOST_ALIKE), { ...first, words: `${light} … and ${more} more of ${code(of)}.` }];
  });
}

function ofFinding(codes: Codes, { severity, code: of, message, hint, source }: Diagnostic): readonly Concern[] {
  if (severity === 'info') return [];
  const entry = codes.diagnostics[of];
  const place =
    source === undefined
      ? ''
      : sourcePlace(source)
          .trimStart()
          .replace(/^\(|\)$/g, '');
  const said = `${place === '' ? '' : `${place}: `}${escaped(clip(message, MESSAGE_LENGTH))}. ${escaped(clip(hint ?? entry?.next ?? '', MESSAGE_LENGTH))}`;
  if (severity === 'error') return [{ weight: 'error', words: `⛔ ${said}` }];
  const outage = entry?.outage;
  if (outage !== undefined) return [{ weight: 'outage', title: outage, words: `🔴 ${said}` }];
  return [{ weight: 'warning', words: `⚠️ ${said}` }];
}

/** Those of one code together. */
function gateConcerns(codes: Codes, { units }: Revision): readonly Concern[] {
  const byCode = new Map<Gate['code'], Gate[]>();
  for (const gate of units.flatMap(openGates)) byCode.set(gate.code, [...(byCode.get(gate.code) ?? []), gate]);
  return gatesIn(codes, new Set(byCode.keys()))
    .map((of) => [of, byCode.get(of) ?? []] as const)
    .map(([of, gates]) => {
      const shown = gates.slice(0, MOST_ALIKE).map(({ message, source }) => {
        const said = escaped(clip(sentence(message), MESSAGE_LENGTH));
        return `**${said}**${sourcePlace(source)}`;
      });
      const more = gates.length > MOST_ALIKE ? [`and ${gates.length - MOST_ALIKE} more like it`] : [];
      return {
        weight: 'gate',
        words: `🔴 ${[...shown, ...more].join('; ')}. ${escaped(codes.gates.get(of)?.next ?? '')}`,
      };
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
