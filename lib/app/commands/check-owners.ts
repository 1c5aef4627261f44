// Whether CODEOWNERS of the branch lets a person speak for files: for each, the owner or somebody of an owning team.
// Whatever cannot be found out counts as no.
import { CODEOWNERS_PLACES, type OwnerRule, parseCodeOwners, readOwner, ruleFor } from '../../commands/index.ts';
import { isFailure } from '../../core/index.ts';
import type { ReporterWorld } from '../world.ts';
import { refusal } from './refusal.ts';

type OwnersWorld = Pick<ReporterWorld, 'conversations' | 'branch'>;

/** GitHub does not load a larger file. */
const LARGEST = 3 * 1024 * 1024;
/** People write teams in bunches; whoever owns more rules than these has to use the command line. */
const MOST_TEAMS = 50;

/** Fails with `denied`, in words for the person, when one of the files has owners and he is none of them. */
export async function checkOwners(
  world: OwnersWorld,
  login: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const rules = await readRules(world, signal);
  // One file stands for all that the same rule covers.
  const fileOf = new Map<OwnerRule, string>();
  for (const file of files) {
    const rule = ruleFor(rules, file);
    if (rule !== undefined && rule.owners.length > 0 && !fileOf.has(rule)) fileOf.set(rule, file);
  }
  const asked = new Map<string, Promise<Membership>>();
  for (const [rule, file] of fileOf) {
    const why = await whyNotOwner(world, login, rule, asked, signal);
    if (why === undefined) continue;
    throw refusal(`${file} belongs to ${rule.owners.join(', ')} (CODEOWNERS on ${world.branch})${why}`);
  }
}

async function readRules({ conversations, branch }: OwnersWorld, signal: AbortSignal): Promise<readonly OwnerRule[]> {
  for (const path of CODEOWNERS_PLACES) {
    const text = await conversations.file(branch, path, signal);
    if (text === undefined) continue;
    if (text.length > LARGEST) throw refusal(`${path} on ${branch} is too large to be read, by GitHub too`);
    return parseCodeOwners(text);
  }
  return [];
}

type Membership = 'member' | 'no-member' | 'unknown';

/** Undefined: he is one. Otherwise what to add to the refusal. */
async function whyNotOwner(
  world: OwnersWorld,
  login: string,
  rule: OwnerRule,
  asked: Map<string, Promise<Membership>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const unknown: string[] = [];
  for (const word of rule.owners) {
    const owner = readOwner(word);
    if (owner === undefined) continue;
    if (owner.type === 'email') {
      unknown.push(word);
    } else if (owner.type === 'user') {
      if (owner.login.toLowerCase() === login.toLowerCase()) return undefined;
    } else if (asked.size >= MOST_TEAMS && !asked.has(word)) {
      unknown.push(word);
    } else {
      const asking = asked.get(word) ?? membershipOf(world, owner, login, signal);
      asked.set(word, asking);
      const membership = await asking;
      if (membership === 'member') return undefined;
      if (membership === 'unknown') unknown.push(word);
    }
  }
  return unknown.length === 0 ? '' : `; whether ${login} is ${unknown.join(' or ')} cannot be found out`;
}

async function membershipOf(
  { conversations }: OwnersWorld,
  { org, team }: { readonly org: string; readonly team: string },
  login: string,
  signal: AbortSignal,
): Promise<Membership> {
  try {
    return (await conversations.isTeamMember(org, team, login, signal)) ? 'member' : 'no-member';
  } catch (error) {
    if (isFailure(error, 'denied')) return 'unknown';
    throw error;
  }
}
