// The stories on real clusters: what the importer writes there is what is predicted, CoreDNS answers what is predicted,
// and kube-proxy carries calls where they are predicted to lead. What is seen is kept as a recording.
import { isDeepStrictEqual } from 'node:util';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type DnsAnswer,
  type DnsQuestion,
  type ImportedName,
  reverseName,
} from '../../../lib/features/services/predict/clusterset-dns.ts';
import { derivedServiceName } from '../../../lib/features/services/predict/derived-name.ts';
import { lacking } from '../../peers/abilities.ts';
import { findPrograms } from '../../peers/find.ts';
import { PROGRAMS, versionOf } from '../../peers/programs.ts';
import type { Imports } from '../../property/clusterset/imports.ts';
import type { CaseName, CaseResult } from '../report.ts';
import { type PeersWorld, startPeersWorld } from './peers-world.ts';
import { comparable, play, predictedAnswer, type Told } from './play.ts';
import { STORIES, type Story } from './stories.ts';

/** What was seen of one story on real clusters. */
export interface Recorded {
  readonly story: string;
  readonly imports: Imports;
  readonly names: readonly ImportedName[];
  readonly answers: readonly (readonly [DnsQuestion, DnsAnswer])[];
  /** Who answered calls, or the code of their failure; sorted, each once. */
  readonly called?: readonly string[];
}

const RECORDING = fileURLToPath(new URL('recording.jsonl', import.meta.url));

const GROUP = 'Real clusters: importer, CoreDNS, kube-proxy';
export const REAL: readonly CaseName[] = STORIES.map(({ name, clause }) => ({
  group: GROUP,
  name: `${name} (${clause})`,
}));

/** Of which answers are kept. */
const ANSWERING = ['kube-apiserver', 'kube-proxy', 'coredns'];

const CALLS = 6;
const RULES_WITHIN_MS = 20_000;
const MOST_PODS = 4;

/** @param keep whether what is seen becomes the recording. */
export async function askReal(keep: boolean): Promise<readonly CaseResult[]> {
  const reasons = lacking('network', findPrograms());
  if (reasons.length > 0) return REAL.map((one) => ({ ...one, outcome: 'not installed', note: reasons.join(' ') }));
  const world = await startPeersWorld();
  const recorded: Recorded[] = [];
  const results: CaseResult[] = [];
  try {
    for (const [index, story] of STORIES.entries()) {
      const told = await play(story, world);
      const seen = await hear(story, told, world);
      recorded.push(seen);
      const notes = [...differences(told), ...misheard(story, seen), ...misled(story, seen)];
      const one = REAL[index] as CaseName;
      results.push(
        notes.length === 0 ? { ...one, outcome: 'passed' } : { ...one, outcome: 'mismatch', note: notes.join('\n') },
      );
    }
  } finally {
    await world.close();
  }
  const programs = PROGRAMS.filter(({ name }) => ANSWERING.includes(name)).map(
    (one) => `${one.name} ${versionOf(one)}`,
  );
  const lines = [{ programs }, ...recorded].map((line) => JSON.stringify(line));
  if (keep) writeFileSync(RECORDING, `${lines.join('\n')}\n`);
  return results;
}

async function hear(story: Story, told: Told, world: PeersWorld): Promise<Recorded> {
  const { name, questions: asked, otherwise = [], call } = story;
  const questions = [...asked, ...otherwise.map(({ question }) => question), ...reverseQuestions(told.names)];
  const heard = await world.ask(questions);
  const answers = questions.map((question, index) => [question, heard[index] as DnsAnswer] as const);
  const seen = { story: name, imports: told.imports, names: told.names, answers };
  const [address] = told.names[0]?.ips ?? [];
  if (call === undefined || address === undefined) return seen;
  // kube-proxy writes its rules a moment after the endpoints changed: a round of calls may still meet the old ones.
  const deadline = Date.now() + RULES_WITHIN_MS;
  for (;;) {
    const called = new Set<string>();
    for (let left = CALLS; left > 0; left -= 1) called.add(await world.get(`http://${address.text}:${call.port}/`));
    const heardAll = { ...seen, called: [...called].sort() };
    if (misled(story, heardAll).length === 0 || Date.now() > deadline) return heardAll;
  }
}

const readyOf = (endpoints: ImportedName['endpoints']): ImportedName['endpoints'] =>
  endpoints.filter(({ isReady }) => isReady).slice(0, MOST_PODS);

/** Where addresses of names lead back to: clusterset IPs, and the first few ready pods of headless ones. */
function reverseQuestions(names: readonly ImportedName[]): readonly DnsQuestion[] {
  const addresses = names.flatMap(({ type, ips, endpoints }) =>
    type === 'ClusterSetIP' ? ips : readyOf(endpoints).flatMap((one) => one.addresses),
  );
  return addresses.map(({ text }) => ({ name: reverseName(text), type: 'PTR' }));
}

function differences({ imports, predicted }: Told): readonly string[] {
  if (isDeepStrictEqual(imports, predicted)) return [];
  return [`predicted ${JSON.stringify(predicted)}, made ${JSON.stringify(imports)}`];
}

export function readRecording(): readonly Recorded[] {
  const [, ...lines] = readFileSync(RECORDING, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}

/** Answers that are not as predicted; where CoreDNS is known to be otherwise, those that are not so any more. */
export function misheard({ otherwise = [] }: Story, { names, answers }: Recorded): readonly string[] {
  return answers.flatMap(([question, answer]) => {
    const known = otherwise.find((one) => isDeepStrictEqual(one.question, question));
    const expected =
      question.type === 'PTR'
        ? pointerOfCoreDns(question, names)
        : known === undefined
          ? predictedAnswer(question, names)
          : comparable(known.answer);
    const heard = comparable(answer);
    if (isDeepStrictEqual(expected, heard)) return [];
    return [
      `${question.type} ${question.name}: predicted ${JSON.stringify(expected)}, answered ${JSON.stringify(heard)}`,
    ];
  });
}

/**
 * Where an address leads back to, CoreDNS is not what is predicted. That of a name leads to the Service behind it,
 * below cluster.local, which the standard takes for enough (2.3.3: an address that has a PTR needs no other). Of a pod
 * that an import alone has it sends no answer: it takes the name of the slice's own Service, which a headless import
 * has not, so that a label of the answer is empty (seen in 1.15.0; the standard asks for a record, 2.4.3).
 */
function pointerOfCoreDns({ name }: DnsQuestion, names: readonly ImportedName[]): object {
  const found = names.find(({ ips }) => ips.some(({ text }) => reverseName(text) === name));
  if (found === undefined) return { code: 'ETIMEOUT', records: [] };
  const target = `${derivedServiceName(found)}.${found.namespace}.svc.cluster.local`;
  return comparable({ code: 'NOERROR', records: [{ type: 'PTR', target }] });
}

export function misled({ call }: Story, { called }: Recorded): readonly string[] {
  if (call === undefined) return [];
  const expected =
    call.answered.length === 0 ? ['ECONNREFUSED'] : call.answered.map((link) => link.split('/')[1] ?? '').sort();
  return isDeepStrictEqual(called, expected)
    ? []
    : [`calls were to be answered by ${expected.join()}, and were by ${called?.join()}`];
}
