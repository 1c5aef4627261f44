// `LIVE_PROJECT=… npm run conformance:live`: the emulator's claims against a real project, with the credentials of this
// machine. Makes resources whose names start with `rl-live-`, deletes them, and saves what it saw in recordings/.
// LIVE_ZONE (default us-central1-a); LIVE_COMPUTE_URL, a loopback address, tries the plumbing on an emulator.
import { mkdirSync, writeFileSync } from 'node:fs';
import { GoogleAuth } from 'google-auth-library';
import { claims } from './claims.ts';
import { priceOf } from './prices.ts';
import { type LiveResult, runClaims } from './run.ts';

const project = process.env['LIVE_PROJECT'];
const override = process.env['LIVE_COMPUTE_URL'];
if (project === undefined) {
  process.stderr.write('Name a real project that may be billed: LIVE_PROJECT=… npm run conformance:live\n');
  process.exit(2);
}
if (override !== undefined && !['127.0.0.1', 'localhost'].includes(new URL(override).hostname)) {
  process.stderr.write('LIVE_COMPUTE_URL must be on loopback: it gets no credentials.\n');
  process.exit(2);
}
const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/compute'] });
const results = await runClaims(claims, {
  project,
  endpoint: override ?? 'https://compute.googleapis.com',
  zone: process.env['LIVE_ZONE'] ?? 'us-central1-a',
  prefix: `rl-live-${Date.now().toString(36)}`,
  token: async () => (override === undefined ? ((await auth.getAccessToken()) ?? undefined) : undefined),
  patience: override === undefined ? 10_000 : 50,
});
save(results);
print(results);
process.exitCode = results.some(({ outcome, left }) => outcome === 'mismatch' || left.length > 0) ? 1 : 0;

function save(all: readonly LiveResult[]): void {
  mkdirSync('recordings', { recursive: true });
  for (const { name, standing, outcome, note, exchanges } of all) {
    const file = `recordings/${name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/-$/, '')}.json`;
    writeFileSync(file, `${JSON.stringify({ name, standing, outcome, note, exchanges }, undefined, 2)}\n`);
  }
}

function print(all: readonly LiveResult[]): void {
  const made = new Map<string, number>();
  for (const result of all) {
    for (const [collection, count] of result.made) made.set(collection, (made.get(collection) ?? 0) + count);
    const mark = result.outcome === 'passed' ? '✔' : '✘';
    process.stdout.write(`${mark} (${result.standing}) ${result.name}\n${result.note ? `    ${result.note}\n` : ''}`);
  }
  const list = [...made].map(([collection, count]) => `${count} ${collection}`).join(', ');
  process.stdout.write(`\nMade and deleted: ${list} (${priceOf(made)}).\n`);
  const settled = all.filter(({ standing, outcome }) => standing === 'unverified' && outcome === 'passed').length;
  // An emulator agreeing with itself settles nothing.
  if (override === undefined) process.stdout.write(`${settled} marks \`unverified\` can be struck; see recordings/.\n`);
  const left = all.flatMap((result) => result.left);
  if (left.length > 0) process.stdout.write(`STILL THERE, delete by hand:\n${left.join('\n')}\n`);
}
