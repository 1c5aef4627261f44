// The first fleet file of a fleet that is to be looked at.
import { manifestText } from '../../manifest/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { Membership } from '../../ports/index.ts';

export interface FirstFleet {
  /** URL of the schema, which editors with a YAML language server read. */
  readonly schema: string;
  readonly name: string;
  readonly project: string;
  readonly fleetProject: string;
  readonly network: string;
  readonly link: ClusterLink;
  readonly backup: ClusterLink;
  readonly members: readonly Membership[];
  readonly controller: 'rangelight' | 'gke';
  /** Of manifests; default: below `manifests`. */
  readonly patterns?: readonly string[];
  /** Those of them below which objects write no namespace. */
  readonly bare?: readonly string[];
}

const HEAD = `# The fleet as it was found. With \`apply: never\` nothing is ever written: pull requests and commands show what a merge would do.
`;

const BARE = `# Some objects write no namespace: say below, under \`namespaces\`, which one they get.
`;

export function fleetFileText(fleet: FirstFleet): string {
  const {
    schema,
    name,
    project,
    fleetProject,
    network,
    link,
    backup,
    members,
    controller,
    patterns = [],
    bare = [],
  } = fleet;
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
      manifests: patterns.length === 0 ? ['manifests/**/*.yaml'] : [...patterns],
      ...(bare.length === 0 ? {} : { namespaces: Object.fromEntries(bare.map((pattern) => [pattern, 'default'])) }),
      controller,
      policy: { apply: 'never' },
    },
  };
  const head = `# yaml-language-server: $schema=${schema}\n${HEAD}`;
  return (bare.length === 0 ? head : head + BARE) + manifestText(body);
}

/** The name that `gcloud` gives it. */
function isUsual({ link, name, location }: Membership): boolean {
  return link === `${location}/${name}`;
}

function membershipOf({ location, name, link }: Membership): string {
  return link.startsWith(`${location}/`) ? name : `${location}/${name}`;
}
