// What a pod is answered when it calls Services by their short names, from the namespace in which it is started:
// `caller.ts DNS NAMESPACE PORT` takes questions, a line of JSON each, and says for each Service how often it met which
// body, status or failure.
import { Resolver } from 'node:dns/promises';
import { get } from 'node:http';
import { createInterface } from 'node:readline';

interface Question {
  readonly services: readonly string[];
  readonly calls: number;
  /** Calls under way at once. */
  readonly lanes: number;
  /** Ends of the spans of time that are told, milliseconds; none: it is not told how long an answer took. */
  readonly spansMs: readonly number[];
}

const PATIENCE_MS = 15_000;
const [dns = '', namespace = '', port = ''] = process.argv.slice(2);
const resolver = new Resolver({ timeout: 2_000, tries: 2 });
resolver.setServers([dns]);

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line) as Question;
  const met = await Promise.all(question.services.map(async (one) => [one, await asked(one, question)] as const));
  process.stdout.write(`${JSON.stringify(Object.fromEntries(met))}\n`);
}

async function asked(service: string, { calls, lanes, spansMs }: Question): Promise<Readonly<Record<string, number>>> {
  const [address] = await resolver.resolve4(`${service}.${namespace}.svc.cluster.local`).catch(() => []);
  if (address === undefined) return { 'no such name': calls };
  const met: Record<string, number> = {};
  let left = calls;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const beganAt = performance.now();
      const answer = await call(address, service);
      const words = `${answer}${spanOf(performance.now() - beganAt, spansMs)}`;
      met[words] = (met[words] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return met;
}

function spanOf(tookMs: number, spansMs: readonly number[]): string {
  const before = spansMs.findLast((end) => tookMs >= end);
  return before === undefined ? '' : ` after ${before} ms`;
}

function call(address: string, service: string): Promise<string> {
  return new Promise((answered) => {
    const options = { host: address, port, headers: { host: service }, agent: false, timeout: PATIENCE_MS };
    const request = get(options, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('end', () => answered(answer.statusCode === 200 ? body : String(answer.statusCode)));
      answer.on('error', (error: NodeJS.ErrnoException) => answered(error.code ?? error.message));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', (error: NodeJS.ErrnoException) => answered(error.code ?? error.message));
  });
}
