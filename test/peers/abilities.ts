// What of the peers this machine can run, and for what is missing a sentence that says what to do.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findFiles, ISTIO, MCS_API, type ModuleFiles } from './definitions.ts';
import { type Programs, variableOf } from './find.ts';
import { PROGRAMS, type ProgramName } from './programs.ts';

/** `network`: namespaces for the clusters and their pods. `mesh` stands on it. */
export type Part = 'api-servers' | 'controllers' | 'network' | 'mesh';

const NEEDED: Readonly<Record<Part, readonly ProgramName[]>> = {
  'api-servers': ['etcd', 'kube-apiserver'],
  controllers: ['kube-controller-manager'],
  network: ['kube-controller-manager', 'kube-proxy', 'coredns'],
  mesh: ['pilot-discovery', 'pilot-agent', 'envoy'],
};

/** Program → the package that has it, by Debian's name. */
const PACKAGES = { ip: 'iproute2', nft: 'nftables', sysctl: 'procps', setpriv: 'util-linux' } as const;
const NETWORK_TOOLS = ['ip', 'nft', 'sysctl'] as const;

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Whether the program is on the PATH. */
  readonly has: (program: keyof typeof PACKAGES) => boolean;
  /** Whether a network namespace can be made. */
  readonly makesNamespaces: () => boolean;
  /** Whether these files are there. */
  readonly hasFiles: (files: ModuleFiles) => boolean;
}

/** Why the part cannot run here; empty: it can. */
export function lacking(part: Part, programs: Programs, machine: Machine = thisMachine()): readonly string[] {
  const how = `npm run peers -- build${part === 'mesh' ? ' --mesh' : ''}`;
  const missing = NEEDED[part].filter((name) => !programs.has(name));
  const reasons = missing.map((name) => `There is no ${name}. \`${how}\` builds it, or ${variableOf(name)} names one.`);
  const fetched = (what: string, files: ModuleFiles): readonly string[] =>
    machine.hasFiles(files)
      ? []
      : [`There are no ${what}. \`${how}\` fetches them, or ${files.variable} names a folder.`];
  switch (part) {
    case 'api-servers':
    case 'controllers':
      return reasons;
    case 'network':
      return [...whyNoNetwork(machine), ...reasons, ...fetched('definitions of ServiceImport', MCS_API)];
    case 'mesh': {
      const tool = machine.has('setpriv') ? [] : ['There is no setpriv. The package util-linux has it.'];
      return [...tool, ...reasons, ...fetched('definitions of Istio', ISTIO)];
    }
  }
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
    hasFiles: (files) => findFiles(files) !== undefined,
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

/**
 * Programs that are not to be had yet, in the order in which they are built. @param mesh whether those of a mesh are
 * wanted, too.
 */
export function unbuilt(programs: Programs, mesh: boolean, platform: NodeJS.Platform = process.platform) {
  return PROGRAMS.filter(
    ({ name, linuxOnly, ofMesh }) =>
      !programs.has(name) && (linuxOnly !== true || platform === 'linux') && (ofMesh !== true || mesh),
  );
}
