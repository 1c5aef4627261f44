// Where fleets stand, for a terminal: what a person has to do comes first in each fleet.
import { STOP_REASONS, timeWords } from '../../core/index.ts';
import { visible } from '../markdown/escape.ts';
import { UNIT_STATES, type UnitState } from '../apply-check/unit-state.ts';
import { columns, spanWords } from './columns.ts';
import type { FleetStatus, RetiringStatus, UnitStatus } from './views.ts';

const COMMIT_LENGTH = 12;
const DIGEST_LENGTH = 12;

/** States that a person ends. */
const FOR_A_PERSON: ReadonlySet<UnitState> = new Set(['gated', 'manual', 'asked', 'paused', 'rolled-back', 'failed']);

/** Whether something of the fleet does not go on, or is not known, until a person acts. */
export function needsAPerson({ head, isSweepLate, damaged, stops, units, pause }: FleetStatus): boolean {
  return (
    head === undefined ||
    isSweepLate ||
    damaged.length > 0 ||
    pause !== undefined ||
    stops.some(({ isDue }) => isDue) ||
    units.some((unit) => FOR_A_PERSON.has(unit.state) || unit.pause !== undefined)
  );
}

/** Ends with a newline. */
export function statusText(fleets: readonly FleetStatus[]): string {
  if (fleets.length === 0)
    return 'no fleet is known: nothing was pushed yet, or this is not the bucket of Rangelight\n';
  return `${fleets.map((fleet) => fleetLines(fleet).join('\n')).join('\n\n')}\n`;
}

function fleetLines(status: FleetStatus): readonly string[] {
  const { fleet, at, damaged, clusters, stops, overrides, retiring, units, freeze, pause } = status;
  const ago = (time: number): string => `${spanWords(at - time)} ago`;
  const unread = clusters.filter(({ state }) => state !== 'fresh');
  const read = clusters.length === 0 ? 'not known' : `${clusters.length - unread.length} of ${clusters.length} read`;
  return [
    `fleet ${fleet}  ${headWords(status)}`,
    ...columns([
      ['  sweep', sweepWords(status, ago)],
      ['  clusters', read],
      ...unread.map(({ link, state, reason }) => [
        `    ${link}`,
        visible(
          `${state === 'stale' ? 'what was read before is used' : 'was never read'}: ${reason ?? 'not known why'}`,
        ),
      ]),
      ...(freeze === undefined ? [] : [['  freeze', visible(freeze)]]),
      ...(pause === undefined ? [] : [['  pause', visible(pause)]]),
      ...damaged.map((what) => ['  damaged', visible(what)]),
      ...overrides.map((one) => ['  override', visible(one)]),
      ...retiring.map((one) => ['  retiring', visible(retiringText(one, ago))]),
      // What may pass by itself is not told yet, here as in the issues.
      ...stops
        .filter(({ isDue }) => isDue)
        .map((stop) => [
          '  stop',
          visible(`${STOP_REASONS[stop.reason].title}: ${stop.subject}, since ${ago(stop.since)}: ${stop.why}`),
        ]),
    ]),
    ...(units.length === 0 ? [] : columns(units.map((unit) => unitCells(unit, at)))),
    ...units.flatMap((unit) => detailLines(unit)),
  ];
}

/** What is replaced and still stands, what it waits for, and how a person has it go. */
function retiringText({ unit, count, since, said, offered }: RetiringStatus, ago: (time: number) => string): string {
  const waits = said.length === 0 ? ['waits for its time'] : said;
  const word =
    offered === undefined ? [] : [`to have it go now: rangelight approve ${offered.slice(0, DIGEST_LENGTH)}`];
  return [`${unit}: ${count} replaced ${ago(since)}`, ...waits, ...word].join('; ');
}

function headWords({ head, finished, verdict }: FleetStatus): string {
  if (head === undefined) return 'where its branch is, is not known';
  const { repository, commit, seq } = head;
  const done =
    finished?.seq === seq
      ? 'carried out'
      : finished === undefined
        ? 'no revision has been carried out to its end'
        : `carried out is ${finished.commit.slice(0, COMMIT_LENGTH)} (revision ${finished.seq})`;
  return visible(
    `${repository} at ${commit.slice(0, COMMIT_LENGTH)} (revision ${seq}), ${verdict ?? 'not planned yet'}; ${done}`,
  );
}

function sweepWords({ sweptAt, isSweepLate }: FleetStatus, ago: (time: number) => string): string {
  if (sweptAt === undefined) return 'no sweep is noted: does Cloud Scheduler call drift?';
  return isSweepLate ? `late, the last was noted ${ago(sweptAt)}: does Cloud Scheduler call drift?` : ago(sweptAt);
}

function unitCells({ unit, state, since, runId, plan, steps }: UnitStatus, at: number): readonly string[] {
  return [
    `  ${unit}`,
    stateWords(state),
    since === undefined ? '' : `since ${spanWords(at - since)}`,
    steps === undefined ? '' : `${steps.done}/${steps.total} steps`,
    runId === undefined ? (plan === undefined ? '' : `plan ${plan.slice(0, COMMIT_LENGTH)}`) : `run ${runId}`,
  ];
}

/** Without the light and the marks of Markdown. */
function stateWords(state: UnitState): string {
  return UNIT_STATES[state].words.replace(/^\S+ /, '').replaceAll('**', '');
}

function detailLines({ unit, why, until, pause, command, failures }: UnitStatus): readonly string[] {
  const wait = until === undefined ? '' : `until ${timeWords(until)}: `;
  return [
    ...(why === undefined ? [] : [visible(`  ${unit}: ${wait}${why}`)]),
    ...(pause === undefined ? [] : [visible(`  ${unit}: ${pause}`)]),
    ...failures.map(({ step, failure }) =>
      visible(`  ${unit}: ${step} failed (${failure.code}): ${failure.system}: ${failure.message}`),
    ),
    ...(command === undefined ? [] : [`  ${unit}: ${command}`]),
  ];
}
