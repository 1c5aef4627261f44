// A small program of ours in the network namespace of a pod that stays there: asked by a line of JSON, it answers with
// one. It ends when nobody can ask it any more.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inNamespace } from '../../peers/network.ts';

export interface Resident {
  ask(question: object): Promise<unknown>;
  end(): void;
}

export function startResident(namespace: string, script: string, args: readonly string[]): Resident {
  const [command = '', ...words] = inNamespace(namespace, [process.execPath, script, ...args]);
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: { resolve: (answer: unknown) => void; reject: (why: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)));
  child.once('exit', () => {
    for (const { reject } of waiting.splice(0)) reject(new TypeError(`${script} ended in ${namespace}`));
  });
  // Whoever started it may end first.
  child.stdin.on('error', () => undefined);
  return {
    ask(question) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return promise;
    },
    end: () => void child.stdin.end(),
  };
}
