// gcloud, offline: its own configuration folder, no credentials, Compute on a loopback address.
import { type Ran, runCommand, words } from '../command.ts';
import type { Absent, Client } from '../report.ts';

const TIMEOUT_MS = 60_000;

export async function findGcloud(folder: string): Promise<Client | Absent> {
  const ran = await runCommand('gcloud', ['--version'], { env: environment(folder), cwd: folder, timeout: TIMEOUT_MS });
  if (ran.code !== 0) return { absent: 'gcloud is not on the PATH' };
  return { version: ran.output.split('\n')[0] ?? 'gcloud' };
}

/**
 * @param url of the Compute emulator.
 * @param folder for gcloud's configuration, and the working directory of the commands.
 */
export function gcloudAt(url: string, folder: string): (line: string) => Promise<Ran> {
  const env = {
    ...environment(folder),
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${url}/compute/v1/`,
  };
  return (line) => {
    const [program = '', ...args] = words(line);
    return runCommand(program, args, { env, cwd: folder, timeout: TIMEOUT_MS });
  };
}

function environment(folder: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CLOUDSDK_CONFIG: `${folder}/gcloud`,
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_CORE_PROJECT: 'demo',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
  };
}
