// The choice of API servers on a command line. Those of Kubernetes are loaded only when they are asked for.
import { Option } from 'commander';
import type { StartApiServers } from './api-server.ts';
import { embeddedServers } from './embedded.ts';

const CHOICES = ['embedded', 'peers'] as const;
export type ApiServerChoice = (typeof CHOICES)[number];

/** `--clusters embedded|peers` */
export function apiServersOption(): Option {
  return new Option('--clusters <servers>', 'the API servers that we wrote, or those of Kubernetes (npm run peers)')
    .choices(CHOICES)
    .default('embedded');
}

/** On loopback, where nothing of a network is. */
export async function apiServersOf(choice: ApiServerChoice): Promise<StartApiServers> {
  return choice === 'embedded' ? embeddedServers : (await import('./peers.ts')).peerServers();
}

/** Of Kubernetes' own programs as much as this machine can run. @param warn told what is emulated, and why. */
export async function clustersOf(choice: ApiServerChoice, warn: (text: string) => void): Promise<StartApiServers> {
  if (choice === 'embedded') return embeddedServers;
  const { lackingForNetwork } = await import('../../../test/peers/index.ts');
  const reasons = lackingForNetwork();
  if (reasons.length > 0) warn(`What pods reach is emulated, beside API servers of Kubernetes: ${reasons.join(' ')}`);
  return (await import('./peers.ts')).peerServers(undefined, reasons.length === 0);
}

/** 3: this machine cannot run what was asked for. 1: anything else went wrong. */
export function exitCodeOf(error: unknown): 1 | 3 {
  return error instanceof Error && error.name === 'PeersLacking' ? 3 : 1;
}
