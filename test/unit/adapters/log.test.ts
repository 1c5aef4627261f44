// Log lines: severity, message, errors with their codes, and no secrets.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../../lib/adapters/log/index.ts';
import { continueTrace, inTrace, traceContext } from '../../../lib/adapters/trace/index.ts';
import { RangelightError } from '../../../lib/core/index.ts';

describe('log', () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

  it('writes what Cloud Logging reads', () => {
    log.warn({ unit: 'blue' }, 'lease lost');
    expect(last()).toMatchObject({ severity: 'WARNING', message: 'lease lost', unit: 'blue' });
    log.error({}, 'x');
    expect(last()['severity']).toBe('ERROR');
  });

  it('has labels that an index finds lines by, and the stack that Error Reporting groups errors by', () => {
    log.info({ fleet: 'prod', unit: 'blue', runId: '1-a', attempts: 2 }, 'x');
    const labels = { fleet: 'prod', unit: 'blue', runId: '1-a' };
    expect(last()).toMatchObject({ fleet: 'prod', 'logging.googleapis.com/labels': labels });
    log.error({ error: new RangelightError('denied', 'compute', 'no') }, 'x');
    expect(last()['stack_trace']).toMatch(/^RangelightError: no\n +at /);
    log.warn({ error: new RangelightError('denied', 'compute', 'no') }, 'x');
    expect(last()).not.toHaveProperty('stack_trace');
  });

  it('says what trace a line belongs to, from function to function', () => {
    const id = '0af7651916cd43dd8448eb211c80319c';
    const traces: unknown[] = [];
    const note = (): void => {
      log.info({}, 'x');
      traces.push(last()['logging.googleapis.com/trace']);
    };
    let next: string | undefined;
    inTrace('rl', `00-${id}-b7ad6b7169203331-01`, () => {
      note();
      next = traceContext();
    });
    inTrace('rl', undefined, () => {
      note();
      continueTrace(next, note);
      continueTrace('00-0-0-01', note);
    });
    note();
    const own = traces[1];
    expect(traces).toEqual([`projects/rl/traces/${id}`, own, `projects/rl/traces/${id}`, own, undefined]);
    expect(own).toMatch(/^projects\/rl\/traces\/[0-9a-f]{32}$/);
    expect(next).not.toContain('b7ad6b7169203331');
    expect(traceContext()).toBeUndefined();
  });

  it('writes no secrets, at the top or below', () => {
    log.info({ token: 's3cret', headers: { authorization: 'Bearer s3cret' }, config: { secret: 's3cret' } }, 'x');
    log.info({ keyValue: 's3cret', iap: { oauth2ClientSecret: 's3cret' } }, 'x');
    expect(lines.join()).not.toContain('s3cret');
    log.info({ token: 's3cret' }, 'x');
    expect(lines.at(-1)).not.toContain('s3cret');
    expect(last()).toMatchObject({ token: '[redacted]' });
  });

  it('writes the code of a failure, and of its cause only the words', () => {
    const cause = Object.assign(new TypeError('cut'), { request: { headers: { cookie: 's3cret' } } });
    log.error({ error: new RangelightError('denied', 'compute', 'no', { cause, reason: 'forbidden' }) }, 'failed');
    expect(last()['error']).toMatchObject({ code: 'denied', system: 'compute', reason: 'forbidden', cause: 'cut' });
    expect(lines.at(-1)).not.toContain('s3cret');
    log.warn({ error: new RangelightError('rate-limited', 'github', 'no', { retryAt: 0 }) }, 'later');
    expect(last()['error']).toMatchObject({ retryAt: '1970-01-01T00:00:00.000Z' });
  });

  it('says of a bundle where a failure was in its sources', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rangelight-log-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'main.js');
    // Line 2, column 3 of the bundle is line 5, column 9 of its source.
    const map = { version: 3, sources: ['lib/run.ts'], names: [], mappings: ';EAIQ', sourcesContent: [null] };
    await writeFile(`${file}.map`, JSON.stringify(map));
    const error = new RangelightError('denied', 'compute', 'no');
    error.stack = `RangelightError: no\n    at run (file://${file}:2:3)\n    at node:internal/x:1:1\n    at /a/b.js:7:1`;
    log.error({ error }, 'x');
    const mapped = 'RangelightError: no\n    at run (lib/run.ts:5:9)\n    at node:internal/x:1:1\n    at /a/b.js:7:1';
    expect(last()['stack_trace']).toBe(mapped);
    expect(last()['error']).toMatchObject({ stack: mapped });
  });
});
