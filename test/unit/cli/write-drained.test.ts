// A drain written into the fleet file of a working copy: one entry more, and everything else as it was.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeDrained } from '../../../functions/cli/features/ingress/write-drained.ts';

const FLEET = `# Who to call: the platform team.
apiVersion: rangelight.dev/v1
kind: Fleet
metadata:
  name: prod # never renamed
spec:
  project: my-project
  clusters:
    - link: us-west1/gke-us # the big one
    - {link: europe-west1/gke-eu}

  policy: {apply: merge}
`;
const LINE = { fleet: 'prod', cluster: 'us-west1/gke-us', reason: 'disks: they fail' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drained-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function written(before: string): Promise<string> {
  await writeFile(join(folder, 'rangelight.yaml'), before);
  await writeDrained(folder, LINE);
  return readFile(join(folder, 'rangelight.yaml'), 'utf8');
}

test('the section is made where there is none', async () => {
  const after = await written(FLEET);
  expect(after).toContain('  traffic:\n    drained:\n      us-west1/gke-us: "disks: they fail"\n');
  for (const line of ['# Who to call: the platform team.', '  name: prod # never renamed', '# the big one'])
    expect(after).toContain(line);
});

test('another one is added, and one that is there gets the new reason', async () => {
  const both = `${FLEET}  traffic:\n    ramp: true # slowly\n    drained:\n      us-west1/gke-us: old # why\n      europe-west1/gke-eu: other\n`;
  const after = await written(both);
  expect(after).toContain('    ramp: true # slowly\n');
  expect(after).toContain('      us-west1/gke-us: "disks: they fail"');
  expect(after).toContain('      europe-west1/gke-eu: other\n');
  expect(after).not.toContain('old');
});

test.each([
  ['of another fleet', FLEET.replace('name: prod', 'name: other'), 'is not the fleet file of prod'],
  ['that is no YAML', '{', 'is not the fleet file of prod'],
])('a file %s is refused', async (_what, text, words) => {
  await writeFile(join(folder, 'rangelight.yaml'), text);
  await expect(writeDrained(folder, LINE)).rejects.toThrow(words);
  expect(await readFile(join(folder, 'rangelight.yaml'), 'utf8')).toBe(text);
});

test('a folder without one is refused', async () => {
  await expect(writeDrained(join(folder, 'none'), LINE)).rejects.toThrow('--write takes the folder of a fleet file');
});
