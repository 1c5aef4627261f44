// The first fleet file of a fleet that is to be looked at.
import { manifestText } from '../../manifest/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { Membership } from '../../ports/index.ts';

export interface FirstFleet {
  readonly name: string;
  readonly project: string;
  readonly fleetProject: string;
  readonly network: string;
  readonly link: ClusterLink;
  readonly backup: ClusterLink;
  readonly members: readonly Membership[];
  readonly controller: 'rangelight' | 'gke';
}

const HEAD = `# The fleet as it was found. With \`apply: never\` nothing is ever written: pull requests and commands show what a merge would do.
`;

export function fleetFileText(fleet: FirstFleet): string {
  const { name, project, fleetProject, network, link, backup, members, controller } = fleet;
  const body = {
    apiVersion: 'rangelight.dev/v1',
    kind: 'Fleet',
    metadata: { name },
    spec: {
      project,
      ...(fleetProject === project ? {} : { fleetProject }),
      network,
      configClusters: { primary: link, backup },
      clusters: members.map((one) => ({ link: one.link, ...(isUsual(one) ? {} : { membership: membershipOf(one) }) })),
      manifests: ['manifests/**/*.yaml'],
      controller,
      policy: { apply: 'never' },
    },
  };
  return HEAD + manifestText(body);
}

/** The name that `gcloud` gives it. */
function isUsual({ link, name, location }: Membership): boolean {
  return link === `${location}/${name}`;
}

function membershipOf({ location, name, link }: Membership): string {
  return link.startsWith(`${location}/`) ? name : `${location}/${name}`;
}
