// Which folder may import which, as data: the table of docs/architecture.md, and every arrow beside it with its reason.
import { type Finding, importsOf, sources, type Tree } from './source.ts';

/** Folder of lib (or `functions`) → folders of lib that it may import, besides its own. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  manifest: ['core'],
  model: ['core'],
  fleet: ['core', 'manifest', 'model'],
  commands: ['core', 'manifest'],
  compile: ['core', 'manifest', 'fleet', 'model'],
  live: ['core', 'fleet', 'model', 'diff', 'plan', 'ports'],
  features: ['core', 'manifest', 'fleet', 'model', 'compile', 'diff', 'plan', 'live'],
  observe: ['core', 'model'],
  diff: ['core', 'model'],
  plan: ['core', 'model', 'diff'],
  execute: ['core', 'model', 'plan'],
  report: ['core', 'model', 'plan'],
  ports: ['core', 'model', 'plan', 'execute'],
  state: ['core', 'fleet', 'model', 'diff', 'plan', 'execute', 'ports'],
  app: [
    'commands',
    'core',
    'manifest',
    'fleet',
    'model',
    'compile',
    'observe',
    'diff',
    'plan',
    'execute',
    'report',
    'live',
    'ports',
    'state',
  ],
  adapters: ['core', 'model', 'ports'],
  functions: ['ports', 'state', 'app', 'adapters', 'features'],
};

/** Room of lib/app → rooms that it may import, besides its own. Files beside the rooms are open to all of them. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  records: [],
  words: ['records'],
  cloud: ['records'],
  following: ['records', 'words'],
  planning: ['records', 'words', 'cloud', 'following'],
  running: ['records', 'words', 'cloud'],
  sweeping: ['records', 'words', 'cloud', 'planning'],
  commands: ['records', 'words'],
  reporting: ['records', 'words', 'commands'],
  offline: ['cloud', 'following', 'planning'],
  oncall: ['records', 'words', 'reporting'],
  cleaning: ['words'],
  doctor: [],
};

export interface Extra {
  readonly from: string;
  readonly to: string;
  /** Only `import type` and `export type`: nothing of it runs. */
  readonly typesOnly?: true;
  readonly reason: string;
}

/** Arrows that the table does not have. */
export const EXTRA: readonly Extra[] = [
  { from: 'report', to: 'diff', reason: 'a report shows changes field by field: Change is the plan document' },
  { from: 'report', to: 'execute', reason: 'the state of a run is folded from its journal' },
  { from: 'report', to: 'commands', reason: 'a report gives the very command that is obeyed' },
  { from: 'report', to: 'ports', typesOnly: true, reason: 'a report makes the check run that the code host takes' },
  { from: 'features', to: 'report', reason: 'a feature words what it tells, with the escaping that all reports share' },
  { from: 'features', to: 'ports', typesOnly: true, reason: 'a feature is handed the ports that it looks through' },
  { from: 'plan', to: 'fleet', typesOnly: true, reason: 'rules are asked with the whole fleet and its facts' },
  { from: 'live', to: 'compile', typesOnly: true, reason: 'a look is asked with what the commit is compiled from' },
  { from: 'functions', to: 'config', reason: 'entry points read the environment, once, through config' },
  { from: 'functions', to: 'core', reason: 'entry points map failures to HTTP answers and exit codes' },
  { from: 'functions', to: 'fleet', typesOnly: true, reason: 'the wiring opens the ports of a Fleet' },
  { from: 'functions', to: 'model', reason: 'the wiring makes one registry of the kinds that the features bring' },
  { from: 'functions', to: 'plan', reason: 'the wiring makes one value of the rules that the features bring' },
  { from: 'functions', to: 'compile', typesOnly: true, reason: 'the wiring hands down what the features bring' },
  { from: 'functions', to: 'live', reason: 'the wiring makes one value of what the features look up' },
  { from: 'functions', to: 'manifest', reason: 'the wiring registers the kinds of manifests that features bring' },
  { from: 'functions', to: 'report', reason: 'the command line prints what the reporter would write' },
];

/** Folders of lib/adapters that other adapters may import. */
export const SHARED_ADAPTERS: readonly string[] = ['calls', 'clock', 'google-auth', 'trace'];

/** Folders of lib/features that features may import. */
export const SHARED_FEATURES: readonly string[] = ['common'];

/** Folders of infra/emulators that other emulators may import. */
const SHARED_EMULATORS: readonly string[] = ['kit', 'fabric'];
/** How the emulators see each other: as the data plane and the NEG controller see Compute, by these files only. */
const SHARED_FILES: readonly string[] = ['infra/emulators/compute/view.ts'];

export interface Table {
  readonly arrows: Readonly<Record<string, readonly string[]>>;
  readonly extra: readonly Extra[];
}

/** What everybody may read: it is no code. */
const DATA: readonly string[] = ['schemas/', 'package.json', 'infra/deploy/contract.json'];

/** Imports inside lib and functions that the table does not allow. */
export function checkArrows(tree: Tree, table: Table = { arrows: ARROWS, extra: EXTRA }): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of sources(tree, 'lib', 'functions')) {
    const from = layerOf(path);
    const allowed = table.arrows[from];
    if (allowed === undefined) {
      findings.push({ path, message: `the table has no row for ${from}` });
      continue;
    }
    for (const one of importsOf(path, text)) {
      if (one.path === undefined || DATA.some((data) => one.path?.startsWith(data) === true)) continue;
      const to = layerOf(one.path);
      if (to === from && isSameSystem(path, one.path)) continue;
      if (to !== from && allowed.includes(to)) continue;
      if (table.extra.some((extra) => extra.from === from && extra.to === to && (!extra.typesOnly || one.typeOnly)))
        continue;
      findings.push({ path, message: `${from} must not import ${one.specifier} (${to})` });
    }
  }
  return findings;
}

/**
 * Imports between the rooms of lib/app that their table does not allow, and those of functions that go past a room's
 * door.
 */
export function checkRooms(tree: Tree, rooms: Readonly<Record<string, readonly string[]>> = ROOMS): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of sources(tree, 'lib/app', 'functions')) {
    const from = roomOf(path);
    for (const one of importsOf(path, text)) {
      const to = one.path === undefined ? undefined : roomOf(one.path);
      if (to === undefined || to === from) continue;
      if (path.startsWith('functions/')) {
        if (one.path?.endsWith('/index.ts') !== true)
          findings.push({
            path,
            message: `functions must not import ${one.specifier}: the door of ${to} is its index.ts`,
          });
      } else if (from === undefined || rooms[from]?.includes(to) !== true)
        findings.push({ path, message: `${from ?? 'app'} must not import ${one.specifier} (${to})` });
    }
  }
  return findings;
}

/** `planning` of `lib/app/planning/…`; undefined elsewhere. */
function roomOf(path: string): string | undefined {
  const [root, folder, room, file] = path.split('/');
  return root === 'lib' && folder === 'app' && file !== undefined ? room : undefined;
}

/** Imports inside infra that make the emulators less than independent. */
export function checkEmulators(tree: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of sources(tree, 'infra')) {
    for (const one of importsOf(path, text)) {
      if (one.path === undefined) continue;
      const message = forbidden(path, one.path);
      if (message !== undefined) findings.push({ path, message });
    }
  }
  return findings;
}

function forbidden(path: string, to: string): string | undefined {
  if (to.startsWith('lib/')) return `infra must not import ${to}: a shared mistake would hide itself`;
  if (!path.startsWith('infra/emulators/')) return undefined;
  if (!to.startsWith('infra/emulators/')) return `an emulator must not import ${to}`;
  const [own, other] = [path.split('/')[2] ?? '', to.split('/')[2] ?? ''];
  if (own === other || SHARED_EMULATORS.includes(other) || SHARED_FILES.includes(to)) return undefined;
  return `the emulator ${own} must not import ${to}`;
}

function layerOf(path: string): string {
  const [root = '', folder = ''] = path.split('/');
  return root === 'lib' ? folder : root;
}

/** One adapter never reaches into another but for the shared ones, and one feature never into another. */
function isSameSystem(from: string, to: string): boolean {
  const [, folder = '', own = ''] = from.split('/');
  const shared = { adapters: SHARED_ADAPTERS, features: SHARED_FEATURES }[folder];
  const other = to.split('/')[2] ?? '';
  return shared === undefined || own === other || shared.includes(other);
}
