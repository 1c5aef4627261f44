// What a pod sees, from the namespace in which it is started: asks a DNS server for a name (`dns SERVER NAME`), or a
// URL (`get URL`, or `status URL`). Prints the addresses, the body, or the status; a failure by its code.
import { Resolver } from 'node:dns/promises';

const [verb, first = '', second = ''] = process.argv.slice(2);
try {
  process.stdout.write(await said());
} catch (error) {
  const { code, cause } = error as { readonly code?: string; readonly cause?: { readonly code?: string } };
  process.stdout.write(cause?.code ?? code ?? String(error));
}

async function said(): Promise<string> {
  if (verb === 'dns') return addressesOf(first, second);
  const answer = await fetch(first, { signal: AbortSignal.timeout(5_000) });
  return verb === 'status' ? String(answer.status) : answer.text();
}

async function addressesOf(server: string, name: string): Promise<string> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([server]);
  return (await resolver.resolve4(name)).join(' ');
}
