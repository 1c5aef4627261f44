// What this machine does when it takes itself for a Mac: says what it lacks and what runs, and, where the programs are
// to be had, starts API servers and ends them.
import { status } from './commands/status.ts';
import { lackingForNetwork, lackingForPeers, openPeers } from './index.ts';

Object.defineProperty(process, 'platform', { value: 'darwin' });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

for (const reason of lackingForNetwork()) say(reason);
await status(say);
if (lackingForPeers().length === 0) {
  const peers = await openPeers(['one']);
  for (const { url, started } of peers.clusters) say(`${url}: ${started.map(({ name }) => name).join(', ')}`);
  await peers.close();
  say('closed');
}
