// What answers in a pod of a story: with its name, until a line of JSON says with which status, and after which time.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

interface Said {
  readonly status: number;
  readonly delayMs: number;
}

const [port = '', name = ''] = process.argv.slice(2);
let how: Said = { status: 200, delayMs: 0 };
const server = createServer((_request, response) => {
  const { status, delayMs } = how;
  setTimeout(() => {
    response.statusCode = status;
    response.end(name);
  }, delayMs);
});
const listening = new Promise<void>((resolve) => server.listen(Number(port), '0.0.0.0', resolve));
for await (const line of createInterface({ input: process.stdin })) {
  await listening;
  how = JSON.parse(line) as Said;
  process.stdout.write(`${JSON.stringify(how)}\n`);
}
process.exit();
