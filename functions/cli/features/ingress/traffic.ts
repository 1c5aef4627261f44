// The verb that asks what the requests of a log would meet after a change.
import { readLog } from '../../../../lib/adapters/log-file/index.ts';
import { outputDiagnostic } from '../../../../lib/app/offline/index.ts';
import { compareDiagnostics, hasErrors } from '../../../../lib/core/index.ts';
import {
  countTraffic,
  keptTraffic,
  type Traffic,
  trafficText,
  unreadLinesOf,
} from '../../../../lib/features/ingress/index.ts';
import { trafficOutlook } from '../../../../lib/features/ingress/looks/index.ts';
import type { FeatureLooks } from '../../../../lib/live/index.ts';
import { diagnosticText, EXIT_CODES } from '../../../../lib/report/index.ts';
import { addAccessOptions } from '../../access-options.ts';
import { json, type Outcome } from '../../outcome.ts';
import { type AddVerbs, DIRECTORY, HERE, WHICH_FLEET } from '../../question.ts';
import { ofIngress } from './which-ingress.ts';
import { readSides, SIDE, type SideOptions, STANDING } from './compare-side.ts';

interface TrafficOptions extends SideOptions {
  readonly before: string;
  readonly ingress?: string;
  readonly json?: true;
}

const TIMEOUT_MS = 3_600_000;
const MEBIBYTE = 1_048_576;
const TELL_EACH = 256 * MEBIBYTE;

export const addTraffic: AddVerbs = (program, finish) => {
  const verb = program
    .command('traffic')
    .description('say which requests of a log a directory would answer otherwise; read only')
    .argument('<log>', "a load balancer's log: JSON lines, also gzipped; a file, a folder of them, or - for the input")
    .argument('[dir]', `${DIRECTORY}; or another side, as for compare`, HERE)
    .option('--before <side>', `what is compared with: ${SIDE}`, STANDING)
    .option('--dir <dir>', 'where commits, and the fleet of what stands, are looked up; default: the directory')
    .option('--fleet <name>', WHICH_FLEET)
    .option('--ingress <namespace/name>', 'only this one')
    .option('--facts <file>', 'facts document (schemas/facts.v2.json); default: as read, or every cluster serves')
    .option('--json', 'print JSON');
  addAccessOptions(verb).action(async (log: string, directory: string, options: TrafficOptions) =>
    finish(await traffic(log, directory, options)),
  );
};

async function traffic(log: string, directory: string, options: TrafficOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const sides = await readSides([options.before, directory], options, signal);
  const [before, after] = ofIngress(sides, options.ingress);
  const counted = countTraffic(before ?? [], after ?? []);
  await readLog(log, process.stdin, { ...counted, onProgress: tellProgress(log) }, signal);
  const told = counted.told();
  const found = { ...told, unknown: [...sides.flatMap(({ unread }) => unread), ...told.unknown] };
  const ofLog = unreadLinesOf(found);
  const diagnostics = [...sides.flatMap((side) => side.diagnostics).sort(compareDiagnostics), ...ofLog];
  const exitCode = hasErrors(diagnostics) ? EXIT_CODES.errors.code : exitCodeOf(found);
  if (options.json) return { text: json({ ...found, diagnostics: diagnostics.map(outputDiagnostic) }), exitCode };
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(diagnosticText);
  const lines = [...errors, ...trafficText(keptTraffic(found)), ...ofLog.map(diagnosticText)];
  return { text: lines.map((line) => `${line}\n`).join(''), exitCode };
}

/** Where nothing could be asked, nothing is known to stay. */
function exitCodeOf({ requests, effects, unknown }: Traffic): number {
  if (effects.some(({ outcome }) => outcome !== 'unknown')) return EXIT_CODES.pending.code;
  return requests === 0 || effects.length > 0 || unknown.length > 0 ? EXIT_CODES.blocked.code : EXIT_CODES.ok.code;
}

/** What a change does to the requests of a log, beside a plan. */
export function looksIntoTraffic(log: string, signal: AbortSignal): FeatureLooks {
  const onProgress = tellProgress(log);
  return {
    outlook: trafficOutlook((lines) => readLog(log, process.stdin, { ...lines, onProgress }, signal)),
  };
}

/** @returns what is told of a log now and then, on the other stream. */
function tellProgress(log: string): (bytes: number) => void {
  let next = TELL_EACH;
  return (bytes) => {
    if (bytes < next) return;
    next = bytes + TELL_EACH;
    process.stderr.write(`rangelight: ${log}: ${Math.round(bytes / MEBIBYTE)} MiB are read\n`);
  };
}
