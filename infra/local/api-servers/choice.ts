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

export async function apiServersOf(choice: ApiServerChoice): Promise<StartApiServers> {
  return choice === 'embedded' ? embeddedServers : (await import('./peers.ts')).peerServers();
}

/** 3: this machine cannot run what was asked for. 1: anything else went wrong. */
export function exitCodeOf(error: unknown): 1 | 3 {
  return error instanceof Error && error.name === 'PeersLacking' ? 3 : 1;
}
