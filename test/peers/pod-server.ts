// A pod's server: answers every request with its name, and `/client` with who the sidecar says is calling. Started in a
// namespace with an address, a port and the name; says `ready`.
import { createServer } from 'node:http';

const [address = '', port = '', name = ''] = process.argv.slice(2);
createServer(({ url, headers }, response) => {
  const client = headers['x-forwarded-client-cert'];
  response.end(url === '/client' ? String(client ?? 'nobody') : name);
}).listen(Number(port), address, () => process.stdout.write('ready\n'));
