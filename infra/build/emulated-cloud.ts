// The emulated cloud of the verb `incident`, as a folder of the package: a bundle of its own, which the verb loads by
// its path. No import leads there, so that no other verb pays for it.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

/** Where the verb looks for it, beside the program. */
const FOLDER = 'emulated-cloud';
const SOURCE = `export { EMULATED } from './infra/local/incidents/emulated.ts';`;
const RESOURCES = fileURLToPath(new URL('../emulators/compute/resources', import.meta.url));
const MESSAGES = 'compute-messages.json';

/** @returns sizes in bytes, by file of the package. */
export async function buildEmulatedCloud(packageFolder: string): Promise<ReadonlyMap<string, number>> {
  const directory = join(packageFolder, FOLDER);
  const { sizes } = await bundle({ name: 'main', source: SOURCE }, directory);
  // Nobody reads a trace of it but in a checkout, and the map is as large as all else.
  for (const file of sizes.keys()) await rm(join(directory, `${file}.map`));
  const messages = JSON.stringify(await messagesOfRequests());
  await writeFile(join(directory, MESSAGES), messages);
  const all = [...sizes, [MESSAGES, Buffer.byteLength(messages)] as const];
  return new Map(all.map(([file, size]) => [`${FOLDER}/${file}`, size]));
}

interface Message {
  readonly fields?: Readonly<Record<string, { readonly type: string }>>;
  readonly nested?: Readonly<Record<string, Message>>;
}

/** Of Google's definitions, 12 MB, what bodies that the emulator takes are made of. */
async function messagesOfRequests(): Promise<Message> {
  const file = createRequire(import.meta.url).resolve('@google-cloud/compute/build/protos/protos.json');
  const path = ['google', 'cloud', 'compute', 'v1'];
  let all = JSON.parse(await readFile(file, 'utf8')) as Message;
  for (const name of path) all = all.nested?.[name] ?? {};
  const kept: Record<string, Message> = {};
  const keep = (name: string): void => {
    const message = all.nested?.[name];
    if (message === undefined || kept[name] !== undefined) return;
    kept[name] = message;
    for (const { type } of fieldsOf(message)) keep(type);
  };
  for (const source of await readdir(RESOURCES)) {
    const text = await readFile(join(RESOURCES, source), 'utf8');
    for (const [, name = ''] of text.matchAll(/message: '(\w+)'/g)) keep(name);
  }
  return path.reduceRight<Message>((nested, name) => ({ nested: { [name]: nested } }), { nested: kept });
}

function fieldsOf({ fields = {}, nested = {} }: Message): readonly { readonly type: string }[] {
  return [...Object.values(fields), ...Object.values(nested).flatMap(fieldsOf)];
}
