// Files that are no manifests until kustomize or Helm has run, which Rangelight does not: a planner that runs charts
// runs strangers' code. Each such tree is one finding, in place of all that would be wrong with its files.
import { type Diagnostic, diagnostic, isJsonList, isJsonObject, type Json, linkTarget } from '../core/index.ts';
import { type Budget } from './budget.ts';
import { readYamlFile } from './yaml-file.ts';

interface RenderedTree {
  /** Where the finding stands. */
  readonly file: string;
  readonly words: string;
  readonly hint: string;
  readonly covers: (file: string) => boolean;
}

export interface RenderedTrees {
  /** Whether what is wrong with a file is said by the tree that it belongs to. */
  readonly covers: (file: string) => boolean;
  /** Whether nothing of a file is a manifest as it stands. */
  readonly isTemplate: (file: string) => boolean;
  /** @param wrong files with something in them that is no manifest as it stands. */
  readonly findings: (wrong: ReadonlySet<string>) => readonly Diagnostic[];
}

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;
const CHART = /(^|\/)Chart\.yaml$/;
const TEMPLATE = /^(.*\/)?templates\/.+/;

/** Every file is held against each: more trees, or more names in one, are not looked at. */
const MOST_TREES = 50;
const MOST_NAMES = 100;

/** Keys of a kustomization that change nothing in what it lists. */
const PLAIN_KEYS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'resources']);

export function findRenderedTrees(files: ReadonlyMap<string, Uint8Array>, budget: Budget): RenderedTrees {
  const templates = new Set([...files].flatMap(([file, bytes]) => (isTemplateText(file, bytes) ? [file] : [])));
  const trees = [...chartsIn(files, templates), ...kustomizationsIn(files, budget)].slice(0, MOST_TREES);
  return {
    covers: (file) => trees.some((tree) => tree.covers(file)),
    isTemplate: (file) => templates.has(file),
    findings: (wrong) =>
      trees.flatMap(({ file, words, hint, covers }) => {
        const count = [...wrong].filter(covers).length;
        if (count === 0) return [];
        const message = `${words}: ${count === 1 ? '1 file is no manifest as it stands' : `${count} files are not manifests as they stand`}`;
        return [diagnostic('needs-rendering', message, { file, line: 1, column: 1 }, hint)];
      }),
  };
}

function isTemplateText(file: string, bytes: Uint8Array): boolean {
  return TEMPLATE.test(file) && Buffer.from(bytes).includes('{{');
}

/** One for each folder with a Chart.yaml, or with templates whose Chart.yaml no pattern meets. */
function chartsIn(files: ReadonlyMap<string, Uint8Array>, templates: ReadonlySet<string>): readonly RenderedTree[] {
  const charts = new Map<string, string>();
  for (const file of [...files.keys()].filter((one) => CHART.test(one)).sort()) charts.set(folderOf(file), file);
  for (const file of [...templates].sort()) {
    if (charts.size >= MOST_TREES) break;
    const folder = file.slice(0, file.lastIndexOf('templates/'));
    if (![...charts.keys()].some((known) => folder.startsWith(known))) charts.set(folder, file);
  }
  return [...charts].map(([folder, file]) => ({
    file,
    words: 'this is a Helm chart, and Rangelight does not run Helm',
    hint: `Render it in CI, and let spec.manifests meet what comes out: helm template ${folder || '.'} > rendered/manifests.yaml`,
    covers: (one) =>
      folderOf(one) === folder || ['templates/', 'charts/'].some((part) => one.startsWith(folder + part)),
  }));
}

/** One for each that changes what it lists, with the files beside it and all that it names. */
function kustomizationsIn(files: ReadonlyMap<string, Uint8Array>, budget: Budget): readonly RenderedTree[] {
  return [...files.keys()]
    .filter((file) => KUSTOMIZATION.test(file))
    .sort()
    .slice(0, MOST_TREES)
    .flatMap((file) => {
      const [document] = readYamlFile(file, files.get(file) ?? new Uint8Array(), budget).documents;
      const value = document?.root.value;
      if (!isJsonObject(value) || Object.keys(value).every((key) => PLAIN_KEYS.has(key))) return [];
      const folder = folderOf(file);
      const named = textsIn(value)
        .slice(0, MOST_NAMES)
        .flatMap((text) => linkTarget(file, text) ?? []);
      const covers = (one: string): boolean =>
        folderOf(one) === folder || named.some((path) => one === path || one.startsWith(`${path}/`));
      return [
        {
          file,
          words: 'this kustomization changes what other files say, and Rangelight does not run kustomize',
          hint: `Render it in CI, and let spec.manifests meet what comes out: kustomize build ${folder || '.'} > rendered/manifests.yaml`,
          covers,
        },
      ];
    });
}

/** Every text that could name a file or folder: one word, in whatever key. */
function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return /^[^\s:]+$/.test(value) ? [value] : [];
  if (isJsonList(value)) return value.flatMap((one) => textsIn(one));
  return isJsonObject(value) ? Object.values(value).flatMap((one) => textsIn(one)) : [];
}

/** With its slash; '' for the root. */
function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
