// What a pod is answered when it calls Services by their short names, from the namespace in which it is started:
// `caller.ts DNS NAMESPACE PORT CALLS SERVICE…` prints for each Service the bodies, statuses or failures that it met.
import { Resolver } from 'node:dns/promises';
import { get } from 'node:http';

const [dns = '', namespace = '', port = '', calls = '', ...services] = process.argv.slice(2);
const resolver = new Resolver({ timeout: 2_000, tries: 2 });
resolver.setServers([dns]);

const met: Record<string, readonly string[]> = {};
for (const service of services) {
  const [address] = await resolver.resolve4(`${service}.${namespace}.svc.cluster.local`).catch(() => []);
  const answers = new Set<string>();
  if (address === undefined) answers.add('no such name');
  else for (let left = Number(calls); left > 0; left -= 1) answers.add(await call(address, service));
  met[service] = [...answers].sort();
}
process.stdout.write(JSON.stringify(met));

function call(address: string, service: string): Promise<string> {
  return new Promise((answered) => {
    const asked = get({ host: address, port, headers: { host: service }, agent: false, timeout: 5_000 }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('end', () => answered(answer.statusCode === 200 ? body : String(answer.statusCode)));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', (error: NodeJS.ErrnoException) => answered(error.code ?? error.message));
  });
}
