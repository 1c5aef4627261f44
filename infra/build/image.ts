// What the image of the functions runs: the bundle of the function that FUNCTION_TARGET names.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FUNCTIONS } from '../deploy/contract.ts';

/** @param directory has a folder with the bundle of each function. */
export async function buildStart(directory: string): Promise<void> {
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  await writeFile(join(directory, 'main.js'), START);
}

const START = `const name = process.env.FUNCTION_TARGET ?? '';
if (${JSON.stringify(FUNCTIONS)}.includes(name)) {
  await import(\`./\${name}/main.js\`);
} else {
  process.stderr.write('FUNCTION_TARGET: expected one of ${FUNCTIONS.join(', ')}\\n');
  process.exitCode = 1;
}
`;
