// 12. The same change by a naive planner and by ours, while the edges take up nothing for 84 minutes. It is told by the
//     proof, in a process of its own with a virtual clock: at this demo's pace that would take minutes.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '../expect.ts';
import type { Chapter } from './context.ts';

const TOLD_BY = join(import.meta.dirname, '../../../../test/proof/naive.ts');

interface Rollout {
  readonly sent: number;
  readonly failed: number;
  /** Units of which something replaced still stands at the end. */
  readonly retiring: number;
  /** How often each kind of failure was seen. */
  readonly reasons: Readonly<Record<string, number>>;
}

export const naive: Chapter = {
  title: 'The same change twice: by a planner that waits for nothing, and by ours',
  async tell({ say }) {
    const { stdout } = await promisify(execFile)(process.execPath, [TOLD_BY]);
    const told = JSON.parse(stdout) as {
      readonly scenario: string;
      readonly naive: Rollout;
      readonly ours: Rollout;
    };
    say(`${told.scenario}, while edges take up nothing for 84 minutes, as Google's did once; nothing is ever retried`);
    say(`naive planner: ${counted(told.naive)}`);
    for (const [reason, times] of Object.entries(told.naive.reasons)) say(`  ${times} × ${reason}`);
    say(`Rangelight: ${counted(told.ours)}`);
    expect(told.naive.failed > 0, 'the naive planner lost no request: the prober would see none of ours either');
    expect(told.naive.failed < told.naive.sent, 'the naive planner never served: there was nothing to lose');
    expect(told.ours.failed === 0, `Rangelight lost requests: ${JSON.stringify(told.ours.reasons)}`);
    expect(told.ours.retiring === 0, 'Rangelight has not retired what was replaced when nobody used it any more');
    say('  and what was replaced is gone, when no request had reached it for ten minutes and an hour was over');
    return told;
  },
};

function counted({ sent, failed }: Rollout): string {
  return `${failed.toLocaleString('en')} of ${sent.toLocaleString('en')} requests failed`;
}
