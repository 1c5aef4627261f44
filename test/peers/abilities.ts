// What of the peers this machine can run, and for what is missing a sentence that says what to do.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DEFINITIONS_VARIABLE, findDefinitions } from './definitions.ts';
import { type Programs, variableOf } from './find.ts';
import { PROGRAMS, type ProgramName } from './programs.ts';

/** `network`: namespaces for the clusters and their pods. */
export type Part = 'api-servers' | 'controllers' | 'network';

const NEEDED: Readonly<Record<Part, readonly ProgramName[]>> = {
  'api-servers': ['etcd', 'kube-apiserver'],
  controllers: ['kube-controller-manager'],
  network: ['kube-controller-manager', 'kube-proxy', 'coredns'],
};

/** Program → the package that has it, by Debian's name. */
const PACKAGES = { ip: 'iproute2', nft: 'nftables', sysctl: 'procps' } as const;
const NETWORK_TOOLS = ['ip', 'nft', 'sysctl'] as const;

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Whether the program is on the PATH. */
  readonly has: (program: (typeof NETWORK_TOOLS)[number]) => boolean;
  /** Whether a network namespace can be made. */
  readonly makesNamespaces: () => boolean;
  /** Whether the definitions of ServiceImport are there. */
  readonly hasDefinitions: () => boolean;
}

/** Why the part cannot run here; empty: it can. */
export function lacking(part: Part, programs: Programs, machine: Machine = thisMachine()): readonly string[] {
  const missing = NEEDED[part].filter((name) => !programs.has(name));
  const reasons = missing.map(
    (name) => `There is no ${name}. \`npm run peers -- build\` builds it, or ${variableOf(name)} names one.`,
  );
  if (part !== 'network') return reasons;
  const definitions = machine.hasDefinitions()
    ? []
    : [
        `There are no definitions of ServiceImport. \`npm run peers -- build\` fetches them, or ${DEFINITIONS_VARIABLE} names a folder.`,
      ];
  return [...whyNoNetwork(machine), ...reasons, ...definitions];
}

function whyNoNetwork({ platform, isRoot, has, makesNamespaces }: Machine): readonly string[] {
  if (platform !== 'linux') return [`Network namespaces are Linux's; this is ${platform}.`];
  if (!isRoot) return ['Network namespaces need root.'];
  const missing = NETWORK_TOOLS.filter((program) => !has(program));
  if (missing.length > 0)
    return missing.map((program) => `There is no ${program}. The package ${PACKAGES[program]} has it.`);
  return makesNamespaces() ? [] : ['The kernel lets nobody make network namespaces here.'];
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasDefinitions: () => findDefinitions() !== undefined,
    has: (program) => (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/${program}`)),
    makesNamespaces() {
      try {
        execFileSync('unshare', ['--net', 'true'], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Programs that are not to be had yet, in the order in which they are built. */
export function unbuilt(programs: Programs, platform: NodeJS.Platform = process.platform) {
  return PROGRAMS.filter(({ name, linuxOnly }) => !programs.has(name) && (linuxOnly !== true || platform === 'linux'));
}
