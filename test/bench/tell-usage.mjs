// Imported before a bundle: tells its parent what the process has used, whenever it is asked.
import { readFileSync } from 'node:fs';

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  // What getrusage tells of memory begins with the parent's.
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  process.send({ cpuMs: (user + system) / 1e3, mebibytes: Number(peak) / 1024 });
});
