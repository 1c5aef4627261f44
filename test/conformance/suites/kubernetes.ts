// Part: one Kubernetes contract, against our emulator and, where there is one, a real API server.
import type { CaseResult, Part } from '../report.ts';
import { type RealServer, startRealServer } from './api-server.ts';
import { verdict } from './verdict.ts';
import { runSuites, type Tested } from './vitest.ts';

const FOLDER = 'test/contract/kubernetes';
/** What `routing` asks is about the emulator: its 501s, tokens and faults. */
const FILES = ['apply', 'kinds', 'reads', 'refusals', 'rules', 'writes'].map((name) => `${FOLDER}/${name}.test.ts`);
const OURS = 'our emulator';
const REAL = 'kube-apiserver';

/** Title → why a real server is not asked. */
const EMULATOR_ONLY: Readonly<Record<string, string>> = {
  'owns exactly what it sent': 'names the time of the virtual clock',
  'a plain write takes the fields it changes away from the applier': 'names the time of the virtual clock',
  'a Service gets its defaults and an address': 'names the first address; a real server picks one',
  'a watch ends with a bookmark at its timeout': 'waits on the virtual clock',
  'has one every minute, at the version of then': 'waits on the virtual clock',
  'a compacted version is answered with an ERROR event': 'a real server compacts every five minutes',
  'open watches end when the cluster goes down': 'takes the emulator down',
  'pages show the state of the first one': 'expects the emulator’s answer to a broken token',
  'items of built-in kinds carry no kind': 'looks at all namespaces',
  'a namespace takes its content with it': 'needs the controller manager',
  'a definition takes its objects': 'a real server takes its time',
  'a scheduled pod stays for its grace': 'names the time of the virtual clock',
  'is CEL, but not built here': 'expects a 501',
  'with a member that is not built': 'expects a 501',
  'may take so many steps': 'a real server refuses the definition by its estimated cost',
  'are taken, and their rules hold': 'would leave definitions behind that others of the contract make',
  'namespaces are labelled with their own name': 'makes namespaces that only a controller manager could remove',
};

export const kubernetesPart: Part = {
  name: 'Kubernetes contract',
  about:
    'The same requests, once against our emulator and once against a real API server, which is started from the ' +
    'programs in KUBEBUILDER_ASSETS or reached by CONFORMANCE_KUBECONFIG.',
  cases: FILES.flatMap((group) => [OURS, REAL].map((name) => ({ group, name }))),
  findClient: () => Promise.resolve({ version: 'plain HTTP' }),
  async run() {
    const ours = await runSuites(FILES);
    const server = await startRealServer(process.env);
    const real = 'absent' in server ? [] : await against(server);
    return FILES.flatMap((group): readonly CaseResult[] => [
      verdict(
        { group, name: OURS },
        ours.filter(({ file }) => file === group),
      ),
      verdict(
        { group, name: REAL },
        real.filter(({ file }) => file === group),
        'absent' in server ? server.absent : undefined,
      ),
    ]);
  },
};

async function against(server: RealServer): Promise<readonly Tested[]> {
  try {
    // Every test empties the same namespace, so one file at a time.
    const env = { CONFORMANCE_KUBERNETES: JSON.stringify(server.access) };
    const tests: Tested[] = [];
    for (const file of FILES) tests.push(...(await runSuites([file], { env, skip: Object.keys(EMULATOR_ONLY) })));
    return tests;
  } finally {
    await server.stop();
  }
}
