// `istioctl analyze` on both clusters of a story, as its remote secrets lead it, and our findings in the same
// manifests.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { askDirectory } from '../../../lib/app/offline/index.ts';
import { runCommand } from '../command.ts';
import { ANALYZE_CASES, type AnalyzeCase } from './analyze-cases.ts';
import type { MeshPeers } from './peers-world.ts';
import { filesOf } from './story-files.ts';
import { NAMESPACE, type Story } from './story.ts';

const PATIENCE_MS = 60_000;
const SETTLED_MS = 20_000;

/** @returns what is not as the case says, by its name; in words. */
export async function askAnalyze(world: MeshPeers, program: string): Promise<ReadonlyMap<string, string>> {
  const wrong = new Map<string, string>();
  await world.become({ name: 'full' });
  const bare = await said(world, program);
  for (const one of ANALYZE_CASES) {
    const note = (await noteOf(world, program, one, bare)) ?? ourNote(one);
    if (note !== undefined) wrong.set(one.name, note);
  }
  return wrong;
}

async function noteOf(
  world: MeshPeers,
  program: string,
  { story, istioctl }: AnalyzeCase,
  bare: readonly string[],
): Promise<string | undefined> {
  await world.become(story);
  const deadline = Date.now() + SETTLED_MS;
  for (;;) {
    const codes = (await said(world, program)).filter((code) => !bare.includes(code));
    if (codes.join() === istioctl.join()) return undefined;
    if (Date.now() > deadline)
      return `istioctl: expected ${istioctl.join() || 'nothing'}; said ${codes.join() || 'nothing'}`;
  }
}

/** Codes of the messages of both clusters, each once, sorted. */
async function said({ clusters: [one] }: MeshPeers, program: string): Promise<readonly string[]> {
  if (one === undefined) throw new TypeError('there are two clusters');
  const args = ['analyze', '--namespace', NAMESPACE, '--kubeconfig', one.kubeconfig, '--output', 'json'];
  const around = { env: { PATH: process.env['PATH'] ?? '' }, cwd: one.folder, timeout: PATIENCE_MS };
  const { output } = await runCommand(program, args, around);
  const found = [...output.matchAll(/"code": "(IST\d+)"/g)].map(([, code = '']) => code);
  return [...new Set(found)].sort();
}

function ourNote({ story, ours }: AnalyzeCase): string | undefined {
  const codes = ourCodes(story);
  return codes.join() === ours.join() ? undefined : `Rangelight: expected ${ours.join()}; said ${codes.join()}`;
}

/**
 * Of our findings about the mesh, each once, sorted; without the one that each rule of a single cluster has.
 */
export function ourCodes(story: Story): readonly string[] {
  const given = { features: FEATURES, files: filesOf(story), fleet: undefined, facts: undefined };
  const { diagnostics } = askDirectory(given, () => undefined);
  const codes = diagnostics.map(({ code }) => code).filter((code) => code.startsWith('mesh-'));
  return [...new Set<string>(codes)].filter((code) => code !== 'mesh-rules-differ').sort();
}
