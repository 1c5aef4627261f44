// What a real API server answered, played against the embedded one: `npm run conformance -- --record` writes it anew.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { rowsFor } from '../../conformance/differential/by-version.ts';
import { compare } from '../../conformance/differential/difference.ts';
import { plainAnswer } from '../../conformance/differential/plain-answer.ts';
import { readRecording } from '../../conformance/differential/recording.ts';
import { embeddedTarget } from '../../conformance/differential/servers.ts';

const FOLDER = join(import.meta.dirname, 'answers');
// A watch ends by the clock.
const WATCH_MS = 2_000;

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const { server, episodes } = readRecording(readFileSync(join(FOLDER, file), 'utf8'));

  it(`is answered as ${server} did`, async () => {
    const clock = virtualClock();
    const target = await embeddedTarget(clock);
    const differences = [];
    for (const { title, exchanges } of episodes) {
      target.forget();
      for (const [index, [input, recorded]] of exchanges.entries()) {
        const sent = target.send(input);
        if (input.path.includes('watch=true')) await clock.advance(WATCH_MS);
        const answer = await sent;
        const compared = answer && compare(plainAnswer(answer), recorded, rowsFor(server, input));
        const found = compared === undefined ? 'no answer' : compared.difference;
        if (found !== undefined) differences.push({ episode: title, request: index, input, found });
        if (found !== undefined || compared?.expected.some(({ leavesTrace }) => leavesTrace === true) === true) break;
      }
    }
    expect(differences).toEqual([]);
  });
});
