// A pod's server: answers every request with its name. Started in a namespace with an address, a port and the name; says `ready`.
import { createServer } from 'node:http';

const [address = '', port = '', name = ''] = process.argv.slice(2);
createServer((_, response) => response.end(name)).listen(Number(port), address, () => process.stdout.write('ready\n'));
