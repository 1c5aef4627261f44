// Part: one Kubernetes contract, against our emulator and, where there is one, a real API server (case 87).
import type { CaseResult, Part } from '../report.ts';
import { realTarget } from '../differential/servers.ts';
import { type RealServer, startRealServer } from './api-server.ts';
import { verdict } from './verdict.ts';
import { runSuites, type Tested } from './vitest.ts';

const FOLDER = 'test/contract/kubernetes';
/** What only the emulator has (its clock, its 501s, tokens and faults) is asked in `routing` and `embedded`. */
const FILES = ['adapter', 'apply', 'kinds', 'reads', 'refusals', 'rules', 'writes'].map(
  (name) => `${FOLDER}/${name}.test.ts`,
);
const OURS = 'our emulator';
const REAL = 'kube-apiserver';

export const kubernetesPart: Part = {
  name: 'Kubernetes contract',
  about:
    'The same requests, once against our emulator and once against a real API server, which is started from the ' +
    'programs that `npm run peers -- build` makes or KUBEBUILDER_ASSETS names, or reached by CONFORMANCE_KUBECONFIG.',
  cases: FILES.flatMap((group) => [OURS, REAL].map((name) => ({ group, name }))),
  findClient: () => Promise.resolve({ version: 'plain HTTP' }),
  async run() {
    const ours = await runSuites(FILES);
    const server = await startRealServer(process.env);
    const { version, tests } = 'absent' in server ? { version: '', tests: [] } : await against(server);
    return FILES.flatMap((group): readonly CaseResult[] => [
      verdict(
        { group, name: OURS },
        ours.filter(({ file }) => file === group),
      ),
      ofVersion(
        version,
        verdict(
          { group, name: REAL },
          tests.filter(({ file }) => file === group),
          'absent' in server ? server.absent : undefined,
        ),
      ),
    ]);
  },
};

function ofVersion(version: string, result: CaseResult): CaseResult {
  return version === '' ? result : { ...result, note: `${version}: ${result.note}` };
}

async function against(server: RealServer): Promise<{ readonly version: string; readonly tests: readonly Tested[] }> {
  try {
    const { version } = await realTarget(server.access);
    // Every test empties the same namespace, so one file at a time.
    const env = { CONFORMANCE_KUBERNETES: JSON.stringify({ ...server.access, version }) };
    const tests: Tested[] = [];
    for (const file of FILES) tests.push(...(await runSuites([file], { env })));
    return { version, tests };
  } finally {
    await server.stop();
  }
}
