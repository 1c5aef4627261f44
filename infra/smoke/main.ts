// `npm run smoke -- --project P --region R`: what is unproven, tried on a real project. Without --run it only lists
// what it would do. Exit status 1 when something is not as assumed.
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { CHECKS } from './checks.ts';

const options = new Command('smoke')
  .description('Tries on a real project what nothing here can show (docs/deploy-unproven.md).')
  .requiredOption('--project <id>', 'of Rangelight')
  .requiredOption('--region <name>', 'of its functions')
  .option('--bucket <name>', 'of its state; default: $RANGELIGHT_BUCKET')
  .option('--terraform <folder>', 'of the configuration that was applied', '.')
  .option('--run', 'run the commands; otherwise they are listed')
  .parse()
  .opts<{ project: string; region: string; bucket?: string; terraform: string; run?: true }>();

const bucket = options.bucket ?? process.env['RANGELIGHT_BUCKET'] ?? '';
const env = {
  ...process.env,
  PROJECT: options.project,
  REGION: options.region,
  BUCKET: bucket,
  TERRAFORM: options.terraform,
};
let wrong = 0;
for (const { assumed, command, byHand } of CHECKS) {
  if (byHand !== undefined) process.stdout.write(`by hand first: ${byHand}\n`);
  if (options.run === undefined) {
    process.stdout.write(`${assumed} …\n  ${command}\n`);
    continue;
  }
  const { status, stderr } = spawnSync('bash', ['-c', command], { env, encoding: 'utf8' });
  if (status !== 0) wrong += 1;
  process.stdout.write(`${status === 0 ? 'as assumed' : 'OTHERWISE'}: ${assumed} …\n`);
  if (status !== 0) process.stdout.write(`  ${command}\n${stderr.replace(/^/gm, '  ')}\n`);
}
if (options.run !== undefined) process.stdout.write(`${CHECKS.length - wrong} as assumed, ${wrong} otherwise\n`);
process.exitCode = wrong === 0 ? 0 : 1;
