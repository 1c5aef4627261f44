// The program of each function: its entry point, and the server that it is reached by.
import type { Program } from './bundle.ts';

export const FUNCTIONS = ['webhook', 'planner', 'worker', 'drift', 'reporter'] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

export function functionProgram(name: FunctionName): Program {
  const source = `
import ${JSON.stringify(`./functions/${name}/main.ts`)};
import { serveFunction } from './infra/deploy/serve-function.ts';
await serveFunction(${JSON.stringify(name)}, process.env);
`;
  return { name: 'main', source };
}
