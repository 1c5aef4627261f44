// A log of a million shapes of requests against 1,000 rules with 40 planted effects: seconds and
// memory. The log is a gzip file that is written first.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { readLog } from '../../lib/adapters/log-file/index.ts';
import { exportedUrlMap } from '../../lib/features/ingress/compare/index.ts';
import { countTraffic } from '../../lib/features/ingress/traffic/index.ts';
import { logLine } from '../generated/log.ts';
import { bigMap, hostName, pathsAbout, plantedIn } from '../generated/rules-and-requests.ts';

const SHAPES = 1_000_000;
/** One in seven asks for an exact path, of which there are few shapes. */
const REQUESTS = (SHAPES / 6) * 7;
const PLANTED = 40;
const SIZE = { name: 'big', hosts: 20, rules: 50 };
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD'];
const LETTERS = 26;

/** Words of letters: a shape each. */
function word(number: number): string {
  let left = number;
  let text = '';
  do {
    text += String.fromCharCode(97 + (left % LETTERS));
    left = Math.floor(left / LETTERS);
  } while (left > 0);
  return text;
}

function* lines(): Generator<string> {
  for (let number = 0; number < REQUESTS; number += 1) {
    const host = hostName(Math.floor(number / SIZE.rules) % SIZE.hosts).replace('*', 'any');
    const paths = pathsAbout(number % SIZE.rules);
    const at = Math.floor(number / (SIZE.rules * SIZE.hosts)) % paths.length;
    const path = at === 0 ? paths[0] : `${paths[at] ?? ''}/${word(number)}`;
    const method = METHODS[number % METHODS.length] ?? 'GET';
    yield `${logLine({ url: `https://${host}${path}?q=${number}`, method, region: 'FR', forwardingRule: 'big' })}\n`;
  }
}

const folder = await mkdtemp(join(tmpdir(), 'rangelight-traffic-'));
try {
  const path = join(folder, 'requests.jsonl.gz');
  await pipeline(Readable.from(lines()), createGzip({ level: 1 }), createWriteStream(path));
  const { size } = await stat(path);
  const [before, after] = [exportedUrlMap(bigMap(SIZE)), exportedUrlMap(bigMap(SIZE, plantedIn(SIZE, PLANTED)))];
  const [began, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  const counted = countTraffic([before], [after]);
  await readLog(path, process.stdin, counted, AbortSignal.timeout(600_000));
  const { requests, effects } = counted.told();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `traffic: ${requests} requests of ${SHAPES} shapes (${Math.round(size / 1_048_576)} MiB of gzip), ` +
      `${effects.length} of ${PLANTED} effects in ${seconds.toFixed(1)} s ` +
      `(${((user + system) / 1e6).toFixed(1)} s of CPU), ${mebibytes} MiB at the peak\n`,
  );
} finally {
  await rm(folder, { recursive: true });
}
