// The controller manager of a cluster, with the controllers that need no cloud and no kubelet.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './api-server.ts';
import type { Programs } from './find.ts';
import { type Started, startProgram } from './start-program.ts';

const CONTROLLERS = [
  'endpointslice-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'deployment-controller',
  'replicaset-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
];

/** @param options.kubeconfig of a user who may do everything. */
export async function startControllers(options: {
  readonly programs: Programs;
  /** PEM of the authority of the API server: tokens come with it. */
  readonly ca: string;
  readonly folder: string;
  readonly kubeconfig: string;
  readonly place: Place;
}): Promise<Started> {
  const { programs, ca, folder, kubeconfig, place } = options;
  const authority = join(folder, 'authority.crt');
  await writeFile(authority, ca);
  const name = 'kube-controller-manager';
  return startProgram({
    name,
    path: programs.get(name)?.path ?? name,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${CONTROLLERS.join(',')}`,
      // One of it: nobody to agree with.
      '--leader-elect=false',
      // Its own server: nobody asks it anything.
      '--secure-port=0',
      `--root-ca-file=${authority}`,
      `--service-account-private-key-file=${join(folder, 'service-account.key')}`,
    ],
    log: join(folder, `${name}.log`),
    namespace: place.namespace,
  });
}
