// What a name below clusterset.local is answered with in one cluster, by the files of a commit: the question that
// somebody has who calls it.
import type { CompileInput } from '../../../compile/index.ts';
import { RangelightError } from '../../../core/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import type { ClusterLink, DesiredResource } from '../../../model/index.ts';
import { manifestsAround } from '../../common/index.ts';
import { inGit } from '../git/in-git.ts';
import { answerTo, type DnsAnswer, type DnsQuestion, reverseName } from '../predict/clusterset-dns.ts';
import { takesPart } from '../predict/exporters.ts';
import { type CallPath, type Felt, feltBy } from '../predict/felt.ts';
import { exportRefs, membersOfFleet, namesInGit } from '../predict/from-git.ts';
import { type Prediction, predict } from '../predict/predict.ts';
import { importedName } from './imported-name.ts';
import { whyWords } from './why.ts';

export interface NameAsked {
  /** A name below clusterset.local, or that of the Service behind one. */
  readonly name: string;
  /** The caller's cluster. */
  readonly from: ClusterLink;
}

export interface NameAnswer extends NameAsked {
  /** In the order in which they are asked for. `unknown`: what is known leaves it open. */
  readonly answers: readonly (Omit<DnsAnswer, 'code'> & {
    readonly type: DnsQuestion['type'];
    readonly code: DnsAnswer['code'] | 'unknown';
  })[];
  /** Of the exported name that it belongs to; absent where nobody exports it. */
  readonly prediction?: Prediction;
  /** What a caller feels, now and when something is gone; `unknown` where the answer is. */
  readonly felt: Felt | 'unknown';
  readonly without: { readonly endpoints: Felt; readonly export: Felt } | undefined;
  /** Sentences. */
  readonly why: readonly string[];
}

const ZONE = '.clusterset.local';
const DERIVED = /^(gke-mcs-[0-9a-v]{10})\.([^.]+)\.svc\.cluster\.local$/;
const TYPES = ['A', 'AAAA', 'SRV'] as const;

/**
 * The question, for a tree that is compiled.
 * Fails with `invalid` for a name of another zone, and for a cluster that is no member.
 */
export function nameAsked(
  asked: NameAsked,
): (resources: readonly DesiredResource[], assumed: boolean, input: CompileInput | undefined) => NameAnswer {
  const name = asked.name.toLowerCase().replace(/\.$/, '');
  if (!name.endsWith(ZONE) && !DERIVED.test(name)) throw invalid(`${asked.name} is not below clusterset.local`);
  return (resources, _assumed, input) =>
    input === undefined
      ? { ...asked, name, answers: [], felt: 'unknown', without: undefined, why: ['the fleet file cannot be used'] }
      : answered({ name, from: asked.from }, resources, input);
}

function answered(
  asked: NameAsked,
  resources: readonly DesiredResource[],
  { fleet, facts, manifests }: CompileInput,
): NameAnswer {
  const { name, from } = asked;
  const links = fleet.clusters.map(({ link }) => link);
  if (!links.includes(from)) {
    const hint = didYouMean(from, links);
    throw invalid(`${from} is no cluster of the fleet${hint === undefined ? '' : `. ${hint}`}`);
  }
  const git = inGit(manifests);
  const predictions = predict(namesInGit(exportRefs(resources), git), membersOfFleet(fleet, facts, git));
  const prediction = predictions.find((one) => isOf(name, one));
  const why = whyWords(asked, prediction, predictions);
  if (prediction === undefined) {
    return { ...asked, answers: answersOf(name, [], false), felt: 'no-such-name', without: undefined, why };
  }
  const isThere = !prediction.without.includes(from);
  const imported = isThere ? importedName(prediction, fleet, manifestsAround(manifests)) : undefined;
  const isOpen = isThere && prediction.outcome === 'unknown';
  // The Service behind it has the records of the name itself.
  const within = name === prediction.clustersetName || name.endsWith(`.${prediction.clustersetName}`);
  const question = within ? name : prediction.clustersetName;
  const answers = answersOf(question, imported === undefined ? [] : [imported], isOpen);
  const isFound = answers.some(({ records }) => records.length > 0);
  const path = isFound ? pathOf(prediction, from) : undefined;
  return {
    ...asked,
    answers,
    prediction,
    felt: isOpen ? 'unknown' : path === undefined ? 'no-such-name' : feltBy(path),
    without: path && {
      endpoints: prediction.merged?.type === 'Headless' ? 'no-such-name' : feltBy({ ...path, readyEndpoints: 0 }),
      export: prediction.merged?.type === 'Headless' ? 'no-such-name' : feltBy({ ...path, hasService: false }),
    },
    why,
  };
}

function isOf(name: string, { clustersetName, derivedName, namespace }: Prediction): boolean {
  const derived = DERIVED.exec(name);
  if (derived !== null) return derived[1] === derivedName && derived[2] === namespace;
  return name === clustersetName || name.endsWith(`.${clustersetName}`);
}

/**
 * Of a name that is there each type, and that its addresses lead back to it; of one that is not there, that it is not.
 */
function answersOf(name: string, imports: Parameters<typeof answerTo>[1], isOpen: boolean): NameAnswer['answers'] {
  if (isOpen) return [{ type: 'A', code: 'unknown', records: [] }];
  const all = TYPES.map((type) => ({ type, ...answerTo({ name, type }, imports) }));
  const [first] = all;
  if (first === undefined || all.every(({ code }) => code === 'NXDOMAIN')) return all.slice(0, 1);
  const back = all
    .flatMap(({ records }) => records)
    .flatMap((record) => ('address' in record ? [record.address] : []))
    .flatMap((address) => answerTo({ name: reverseName(address), type: 'PTR' }, imports).records);
  const pointers = [...new Map(back.map((record) => [JSON.stringify(record), record])).values()];
  return pointers.length === 0 ? all : [...all, { type: 'PTR', code: 'NOERROR', records: pointers }];
}

/** As long as the pods of each exported Service are ready. */
function pathOf({ exporters, merged }: Prediction, from: ClusterLink): CallPath {
  const serving = exporters.filter(takesPart).map(({ cluster }) => cluster);
  return {
    isImported: merged !== undefined,
    hasAddress: true,
    hasService: true,
    readyEndpoints: serving.length,
    readyHere: serving.filter((cluster) => cluster === from).length,
    internalTrafficPolicy: merged?.internalTrafficPolicy ?? 'Cluster',
  };
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'dns', message);
}
