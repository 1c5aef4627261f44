// The program of each function: its entry point, and the server that it is reached by.
import type { FunctionName } from '../deploy/contract.ts';
import type { Program } from './bundle.ts';

export function functionProgram(name: FunctionName): Program {
  const source = `
import ${JSON.stringify(`./functions/${name}/main.ts`)};
import { serveFunction } from './infra/deploy/serve-function.ts';
await serveFunction(${JSON.stringify(name)}, process.env);
`;
  return { name: 'main', source };
}
