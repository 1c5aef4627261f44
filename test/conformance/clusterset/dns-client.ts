// What a pod's resolver hears, from the namespace in which it is started: `SERVER QUESTIONS`, of which the second is
// JSON. Prints an answer for each, as JSON.
import { Resolver } from 'node:dns/promises';

const [server = '', questions = '[]'] = process.argv.slice(2);
const resolver = new Resolver({ timeout: 3_000, tries: 3 });
resolver.setServers([server]);

interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'SRV' | 'PTR' | 'TXT';
}

async function recordsOf({ name, type }: Question): Promise<readonly object[]> {
  if (type === 'SRV')
    return (await resolver.resolveSrv(name)).map(({ port, name: target }) => ({ type, port, target }));
  if (type === 'PTR') return (await resolver.resolvePtr(name)).map((target) => ({ type, target }));
  if (type === 'TXT') return (await resolver.resolveTxt(name)).map((parts) => ({ type, text: parts.join('') }));
  return (type === 'A' ? await resolver.resolve4(name) : await resolver.resolve6(name)).map((address) => ({
    type,
    address,
  }));
}

const answers = [];
for (const question of JSON.parse(questions) as readonly Question[]) {
  try {
    answers.push({ code: 'NOERROR', records: await recordsOf(question) });
  } catch (error) {
    const { code } = error as { readonly code?: string };
    // Node's words for an answer without records, and for a name that is not there.
    answers.push({ code: code === 'ENODATA' ? 'NOERROR' : code === 'ENOTFOUND' ? 'NXDOMAIN' : code, records: [] });
  }
}
process.stdout.write(JSON.stringify(answers));
