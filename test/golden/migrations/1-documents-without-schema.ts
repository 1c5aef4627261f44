// Maps the golden files of before to those of now: desired states no longer name their schema, which the bucket's layer
// writes, so that every digest is another one. `node FILE OLD NEW`: two copies of test/golden; exits 1 unless the map
// gives the new bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [before = '', after = ''] = process.argv.slice(2);
const DIGEST = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\b/g;
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

let wrong = 0;
const paths = readdirSync(before, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /expected.*\.(?:json|md|txt)$/.test(path),
);
for (const path of paths) {
  const now = read(after, path);
  const digests = now.match(DIGEST) ?? [];
  let next = 0;
  const mapped = read(before, path)
    .replaceAll(/^ *"schema": "rangelight\/desired\/v1",\n/gm, '')
    .replaceAll(DIGEST, (old) => digests[next++] ?? old);
  if (mapped === now && next === digests.length) continue;
  wrong += 1;
  process.stdout.write(`${path} changed in more than that\n`);
}
process.exit(wrong === 0 ? 0 : 1);
