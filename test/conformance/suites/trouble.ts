// Part: scenarios on the embedded API servers and on those of Kubernetes. The same tests: the same end state, nothing
// deleted, nothing silent.
import { lackingForPeers } from '../../peers/index.ts';
import type { CaseName, CaseResult, Part } from '../report.ts';
import { verdict } from './verdict.ts';
import { runSuites } from './vitest.ts';

const EMBEDDED = 'our emulator';
const REAL = 'kube-apiserver';

/**
 * A rollout, drift, the config clusters lost, back and swapped, Secrets, exports, rights, others who write, servers
 * that are lost, full or slow, an end. A test of what only a real server can suffer is skipped on ours.
 */
const NAMES = [
  'after-the-merge',
  'between-merges',
  'config-cluster-down',
  'observe',
  'service-exports',
  'tls-secrets',
  'trouble',
  'trouble-no-room',
  'trouble-pressure',
  'trouble-server',
  'trouble-teardown',
];

const fileOf = (name: string): string => `test/scenarios/${name}.test.ts`;
const CASES: readonly CaseName[] = NAMES.flatMap((name) =>
  [EMBEDDED, REAL].map((server) => ({ group: fileOf(name), name: server })),
);

export const troublePart: Part = {
  name: 'Trouble',
  about:
    'Scenarios of the product, once on our API servers and once on those of Kubernetes, which `npm run peers -- build` makes or ' +
    'KUBEBUILDER_ASSETS names.',
  cases: CASES,
  findClient: () => Promise.resolve({ version: 'Rangelight' }),
  async run() {
    const absent = lackingForPeers();
    const results: CaseResult[] = [];
    // One file at a time: three API servers are enough for a small machine.
    for (const one of CASES) {
      if (one.name === REAL && absent.length > 0) results.push(verdict(one, [], absent.join(' ')));
      else
        results.push(verdict(one, await runSuites([one.group], { env: one.name === REAL ? ON_PEERS : ON_EMBEDDED })));
    }
    return results;
  },
};

const ON_EMBEDDED: Readonly<Record<string, string>> = { RANGELIGHT_CLUSTERS: 'embedded' };

/** The switch of test/scenarios/support/scenario.ts, and where programs are that were not built here. */
const ON_PEERS: Readonly<Record<string, string>> = {
  RANGELIGHT_CLUSTERS: 'peers',
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        /^(?:KUBEBUILDER_ASSETS|TEST_ASSET_.*)$/.test(entry[0]) && entry[1] !== undefined,
    ),
  ),
};
