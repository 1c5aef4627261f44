// Part: one Pub/Sub contract, through Google's client, against our emulator and Google's.
import { findGoogleEmulator } from '../../contract/pubsub/google-emulator.ts';
import type { Part } from '../report.ts';
import { verdict } from './verdict.ts';
import { runSuites } from './vitest.ts';

const GROUP = 'test/contract/pubsub/contract.test.ts';
const SUBJECTS = ['our emulator', "Google's emulator"] as const;

export const pubsubPart: Part = {
  name: 'Pub/Sub contract',
  about: 'The same tests through @google-cloud/pubsub, once against our emulator and once against Google’s own.',
  cases: SUBJECTS.map((name) => ({ group: GROUP, name })),
  findClient: () => Promise.resolve({ version: '@google-cloud/pubsub' }),
  async run() {
    const google = findGoogleEmulator();
    const tests = await runSuites([GROUP]);
    return SUBJECTS.map((name, index) =>
      verdict(
        { group: GROUP, name },
        tests.filter(({ suite }) => suite.startsWith(name)),
        index === 1 && 'absent' in google ? google.absent : undefined,
      ),
    );
  },
};
