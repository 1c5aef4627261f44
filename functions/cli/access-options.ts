// Options of the verbs that look into a live fleet: where its servers are, and whose resources are its own.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { INSTALLATION } from '../../lib/config/index.ts';

const LOCAL_ENDPOINTS = '.local/endpoints.json';

/** @returns the same command. */
export function addAccessOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, or ~/.kube/config')
    .option('--context <link=context>', 'context of a cluster, when its name does not tell; repeatable', parseContext)
    .option('--installation <id>', 'whose the fleet is; default: as the marks in the fleet say', parseInstallation)
    .option('--compute-endpoint <url>', "another server than Google's", parseUrl)
    .option('--gkehub-endpoint <url>', "another server than Google's", parseUrl)
    .addOption(localOption().conflicts(['kubeconfig', 'context', 'computeEndpoint', 'gkehubEndpoint']));
}

export function localOption(): Option {
  return new Option('--local [file]', 'the local cloud, as its endpoints file says').preset(LOCAL_ENDPOINTS);
}

export function parseInstallation(value: string): string {
  if (INSTALLATION.form.test(value)) return value;
  throw new InvalidArgumentError(`It is ${INSTALLATION.expected}.`);
}

function parseContext(value: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const match = /^([^/=]+\/[^/=]+)=(.+)$/.exec(value);
  if (match === null) throw new InvalidArgumentError('It is LOCATION/CLUSTER=CONTEXT.');
  return new Map([...before, [match[1] ?? '', match[2] ?? '']]);
}

export function parseUrl(value: string): string {
  const url = URL.parse(value);
  const isServer = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  if (!isServer) throw new InvalidArgumentError('It is http://HOST:PORT or https://HOST.');
  return url.origin;
}
