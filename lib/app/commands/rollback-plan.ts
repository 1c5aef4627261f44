// The plan of a rollback that a person asked for is the branch's: it is approved wherever it is named, for nobody
// brought it in with a pull request. What has a gate wants somebody else than who asked.
import { type Command, commandLine } from '../../commands/index.ts';
import { pins, plans, revisions, type SetAside } from '../../state/index.ts';
import { headsOf } from '../records/known-fleets.ts';
import type { ReporterWorld } from '../world.ts';
import type { NamedPlan } from './named-plan.ts';
import { refusal } from './refusal.ts';

const REASON = 'REASON';

/** Undefined where the digits begin no such plan, or several. */
export async function rollbackNamed(
  { store, name }: Pick<ReporterWorld, 'store' | 'name'>,
  digest: string,
  fleet: string | undefined,
  signal: AbortSignal,
): Promise<NamedPlan | undefined> {
  const found: NamedPlan[] = [];
  for (const [one, { commit }] of await headsOf(store, name, signal)) {
    if (fleet !== undefined && fleet !== one) continue;
    const reading = await revisions.at(one, commit, 'head').look(store, signal);
    const revision = 'found' in reading ? reading.found?.value : undefined;
    for (const envelope of revision?.units ?? []) {
      if (revision === undefined || envelope.rolledBack?.by === undefined) continue;
      if (envelope.plan?.startsWith(digest) !== true) continue;
      const pin = (await pins.at(one, envelope.unit).read(store, signal))?.value;
      const plan = (await plans.at(one, envelope.plan).read(store, signal))?.value;
      if (plan !== undefined && pin?.at === envelope.rolledBack.at) found.push({ plan, envelope, revision });
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

/**
 * @returns the rule that an admin sets aside with his reason; undefined: none.
 * Fails with `denied` where who asked for the rollback would open its gates.
 */
export async function checkSomebodyElse(
  { conversations }: Pick<ReporterWorld, 'conversations'>,
  { envelope }: NamedPlan,
  login: string,
  command: Extract<Command, { verb: 'approve' }>,
  signal: AbortSignal,
): Promise<SetAside | undefined> {
  if (envelope.rolledBack?.by?.toLowerCase() !== `github ${login.toLowerCase()}`) return undefined;
  const { reason, ...bare } = command;
  const hasReason = reason !== undefined && reason !== REASON;
  if (hasReason && (await conversations.permission(login, signal)) === 'admin') return 'own-rollback';
  throw refusal(
    `who asked for a rollback cannot open its gates. Somebody else can; or an admin of the repository who says why: ${commandLine(bare)} ${REASON}`,
  );
}
