// The programs that a real cluster is made of here: which Go module has each, and how each is pinned. A data table; the
// versions stand in modules/*/go.mod alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ProgramName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-proxy' | 'coredns';

export interface Program {
  readonly name: ProgramName;
  /** Folder of `modules`, with go.mod and go.sum. */
  readonly module: string;
  /** The Go package whose main it is. */
  readonly package: string;
  /** The required module whose version is the program's. */
  readonly versionOf: string;
  /** True: it asks the kernel for network rules that only Linux has. */
  readonly linuxOnly?: true;
}

export const MODULES = join(import.meta.dirname, 'modules');

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
  },
];

/** The version that the program's go.mod requires, with its `v`. */
export function versionOf({ module, versionOf: required }: Program): string {
  const text = readFileSync(join(MODULES, module, 'go.mod'), 'utf8');
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
