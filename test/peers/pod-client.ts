// What a pod sees, from the namespace in which it is started: asks a DNS server for a name (`dns SERVER NAME`), or a URL (`get URL`). Prints
// the addresses, or the body; a failure by its code.
import { Resolver } from 'node:dns/promises';

const [verb, first = '', second = ''] = process.argv.slice(2);
try {
  process.stdout.write(verb === 'dns' ? await addressesOf(first, second) : await bodyOf(first));
} catch (error) {
  const { code, cause } = error as { readonly code?: string; readonly cause?: { readonly code?: string } };
  process.stdout.write(cause?.code ?? code ?? String(error));
}

async function addressesOf(server: string, name: string): Promise<string> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([server]);
  return (await resolver.resolve4(name)).join(' ');
}

async function bodyOf(url: string): Promise<string> {
  return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
}
