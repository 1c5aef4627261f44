// The verb `traffic`: what a log may be, how it ends, and that what it must leave behind is written nowhere.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../functions/cli/run.ts';
import { bigQueryLine, CANARY, logLine } from '../../generated/log.ts';
import { bigMap, type Planted } from '../../generated/rules-and-requests.ts';

const SIZE = { name: 'big', hosts: 2, rules: 4 };
const GONE: ReadonlyMap<string, Planted> = new Map([['0 1', 'gone']]);

async function traffic(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await run(['traffic', ...args], {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  });
  return { code, ...said };
}

const at = (path: string): string => `http://h0.example${path}?session=${CANARY}`;
const LINES = [
  ...Array.from({ length: 3 }, (_, number) => logLine({ url: at(`/area/r1/${number}`), forwardingRule: 'big' })),
  bigQueryLine({ url: at('/area/r2/x'), forwardingRule: 'big', region: 'FR' }),
  `no JSON ${CANARY}`,
  'x'.repeat(1_100_000),
];

let scratch: string;
const file = (name: string): string => join(scratch, name);
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rangelight-traffic-'));
  await writeFile(file('before.json'), JSON.stringify(bigMap(SIZE)));
  await writeFile(file('after.json'), JSON.stringify(bigMap(SIZE, GONE)));
  await writeFile(file('log.jsonl'), LINES.join('\n'));
  await writeFile(file('log.gz'), gzipSync(LINES.join('\n')));
  await mkdir(file('logs/2026/11'), { recursive: true });
  await writeFile(file('logs/2026/11/22.json'), LINES.slice(0, 3).join('\n'));
  await writeFile(file('logs/2026/11/23.json.gz'), gzipSync(LINES.slice(3).join('\n')));
  await writeFile(file('damaged.gz'), gzipSync(LINES.join('\n')).subarray(0, 200));
});
afterAll(() => rm(scratch, { recursive: true }));

const change = (): readonly string[] => [file('after.json'), '--before', file('before.json')];

describe('traffic', () => {
  it.each([
    ['log.jsonl', 'log.jsonl:5:1'],
    ['log.gz', 'log.gz:5:1'],
    ['logs', 'logs/2026/11/23.json.gz:2:1'],
  ])('reads %s, and ends with 2 for what would be answered otherwise', async (log, unread) => {
    expect(await traffic(file(log), ...change())).toEqual({
      code: 2,
      err: '',
      out: [
        'Requests of the log, before → after: moves 75 % of 4',
        '  3 would fall to the default backend, all under /area/r1/*',
        '3 of h0.example /area/r1/*: s2 → s0',
        '  GET 3; such as /area/*/*',
        'left out, no entry about a request: 2',
        `${file(unread)} warning log-lines-unread 2 of the lines, this one first, are no entries about a request`,
        '  They are left out of all counts. Look at that line: others of its kind may be entries about something else.',
        '',
      ].join('\n'),
    });
  });

  it('ends with 0 where nothing changes, and with 3 where the log tells nothing', async () => {
    const same = [file('before.json'), '--before', file('before.json')];
    expect(await traffic(file('log.jsonl'), ...same)).toMatchObject({ code: 0, err: '' });
    await writeFile(file('empty.jsonl'), '');
    const { code, out } = await traffic(file('empty.jsonl'), ...same);
    expect([code, out]).toEqual([
      3,
      'Requests of the log, before → after: the log has no request to these load balancers\n',
    ]);
  });

  it('says how a list becomes lines, as which gcloud prints a log', async () => {
    const entries = LINES.slice(0, 3).map((line): unknown => JSON.parse(line));
    for (const text of [JSON.stringify(entries), JSON.stringify(entries, null, 2)]) {
      await writeFile(file('list.json'), text);
      const { code, out } = await traffic(file('list.json'), ...change());
      expect(code).toBe(3);
      expect(out).toContain(
        `${file('list.json')}:1:1 warning log-lines-unread no line of the log is an entry about a request`,
      );
      expect(out).toContain("make lines with: jq -c '.[]' FILE");
      expect(out).not.toContain(CANARY);
    }
  });

  it('tells everything as JSON', async () => {
    const { code, out } = await traffic(file('log.jsonl'), ...change(), '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      requests: 4,
      effects: [{ outcome: 'default', host: 'h0.example', path: '/area/r1/*', requests: 3, methods: { GET: 3 } }],
      left: { unreadable: 2, denied: 0, elsewhere: 0, ambiguous: 0 },
      unknown: [],
      diagnostics: [{ code: 'log-lines-unread', file: file('log.jsonl'), line: 5 }],
    });
  });

  it.each([
    ['nowhere.jsonl', 'is not there: name a file or a folder of the log'],
    ['damaged.gz', 'damaged.gz:1 cannot be read: unexpected end of file; fetch the file again'],
    ['empty', 'has no file of a log in it'],
  ])('says what is no log: %s', async (log, message) => {
    await mkdir(file('empty'), { recursive: true });
    const { code, err } = await traffic(file(log), ...change());
    expect([code, err.includes(message)]).toEqual([1, true]);
  });

  it('lets nothing out of query strings, addresses, cookies and headers: to no stream, and into no file', async () => {
    const files = async (): Promise<readonly string[]> => (await readdir(scratch, { recursive: true })).sort();
    const before = await files();
    for (const more of [[], ['--json']]) {
      const { out, err } = await traffic(file('log.jsonl'), ...change(), ...more);
      expect(out).toContain('/area/r1');
      expect(out + err).not.toContain(CANARY);
    }
    expect(await files()).toEqual(before);
    expect(await readFile(file('log.jsonl'), 'utf8')).toContain(CANARY);
  });
});
