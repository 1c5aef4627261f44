// Whether the GitHub App may do what Rangelight does with it, and whether GitHub's deliveries arrive. Source: GitHub
// REST reference, "Get the authenticated app", "Get a webhook configuration for an app", "List deliveries for an app
// webhook", "Get a repository installation for the authenticated app".
import { type Json, isJsonList, numberAt, objectAt, textAt, textsAt } from '../../core/index.ts';
import type { Contract } from './contract.ts';
import { type Defect, type DefectCode, guide } from './defect.ts';

type ExpectedApp = Contract['githubApp'];

const APP = 'GitHub App';
const SETTINGS = `the settings of the App on GitHub (${guide('4-the-github-app')})`;

export function judgeApp({ permissions, events }: ExpectedApp, found: Json | undefined): readonly Defect[] {
  if (found === undefined)
    return [{ code: 'github-app-missing', where: APP, message: 'GitHub knows no such App', fix: SETTINGS }];
  const heard = textsAt(found, 'events');
  const missing = events.filter((one) => !heard.includes(one));
  const deaf: Defect = {
    code: 'github-event-missing',
    where: APP,
    message: `it does not hear of ${missing.join(', ')}`,
    fix: `subscribe to them in ${SETTINGS}`,
  };
  return [...permissionsOf(APP, permissions, found, SETTINGS), ...(missing.length > 0 ? [deaf] : [])];
}

/** @param found undefined: it is not installed there. */
export function judgeInstallation(
  repository: string,
  { permissions }: ExpectedApp,
  found: Json | undefined,
): readonly Defect[] {
  const where = `${APP} on ${repository}`;
  if (found === undefined) {
    const message = 'it is not installed there, or the repository has another name';
    return [{ code: 'github-not-installed', where, message, fix: `install it: ${SETTINGS}` }];
  }
  const page = textAt(found, 'html_url') ?? SETTINGS;
  if (textAt(found, 'suspended_at') !== undefined)
    return [{ code: 'github-not-installed', where, message: 'its installation is suspended', fix: page }];
  // What the App asks for more is the owner's to accept.
  return permissionsOf(where, permissions, found, `accept what the App asks for: ${page}`);
}

/** @param url of the webhook; undefined: behind a load balancer, whose name Cloud Run does not know. */
export function judgeHook(url: string | undefined, found: Json | undefined): readonly Defect[] {
  const where = `${APP} webhook`;
  const findings: Defect[] = [];
  const wrong = (code: DefectCode, message: string): void =>
    void findings.push({ code, where, message, fix: `${SETTINGS}: ${url ?? 'terraform output webhook_url'}` });
  const address = textAt(found, 'url') ?? '';
  const isRight = url === undefined ? /^https:\/\/(?!example\.com)/.test(address) : sameAddress(address, url);
  if (!isRight) wrong('github-hook-url', `it is sent to ${address || 'nowhere'}`);
  const isSigned = textAt(found, 'secret') !== undefined;
  // Text or a number, as the API has it.
  const isChecked = textAt(found, 'insecure_ssl') !== '1' && numberAt(found, 'insecure_ssl') !== 1;
  const isJson = textAt(found, 'content_type') === 'json';
  if (found !== undefined && !(isSigned && isChecked && isJson)) {
    const what = [
      ...(isSigned ? [] : ['has no secret']),
      ...(isChecked ? [] : ['does not look at certificates']),
      ...(isJson ? [] : ['sends forms in place of JSON']),
    ];
    wrong('github-hook-unsafe', `it ${what.join(' and ')}: the webhook refuses what it cannot verify`);
  }
  return findings;
}

/** @param found attempts, the newest first; GitHub keeps three days of them. */
export function judgeDeliveries(found: Json | undefined): readonly Defect[] {
  const attempts = isJsonList(found) ? found : [];
  const where = `${APP} webhook`;
  const [last] = attempts;
  if (last === undefined) {
    const message = 'no delivery in three days: it is off, or nothing has happened in the repositories';
    const fix = `see whether it is active: ${SETTINGS}`;
    return [{ code: 'github-hook-silent', where, message, fix }];
  }
  const failed = attempts.filter((one) => !arrived(one)).length;
  if (arrived(last)) return [];
  const message = `the last delivery was answered ${numberAt(last, 'status_code') ?? 0} (${textAt(last, 'status') ?? '?'}), ${failed} of the last ${attempts.length} did not arrive`;
  const fix = `${guide('7-the-first-pull-request')} says where to look; drift has them sent again when they can arrive`;
  return [{ code: 'github-deliveries-fail', where, message, fix }];
}

function arrived(attempt: Json): boolean {
  const status = numberAt(attempt, 'status_code') ?? 0;
  return status >= 200 && status < 400;
}

function permissionsOf(
  where: string,
  expected: Readonly<Record<string, string>>,
  found: Json,
  fix: string,
): readonly Defect[] {
  const held = objectAt(found, 'permissions');
  const missing = Object.entries(expected).filter(([name, level]) => !covers(held[name], level));
  // Beyond what is asked for: whoever has the key of the App may do it.
  const beyond = Object.entries(held).filter(([name, level]) => !covers(expected[name], textAt(level) ?? 'read'));
  const list = (of: readonly (readonly [string, unknown])[]): string =>
    of.map(([name, level]) => `${name}: ${String(level)}`).join(', ');
  return [
    ...(missing.length === 0
      ? []
      : [{ code: 'github-permission-missing', where, message: `it lacks ${list(missing)}`, fix } as const]),
    ...(beyond.length === 0
      ? []
      : [
          {
            code: 'github-permission-not-used',
            where,
            message: `it may do what it never does: ${list(beyond)}`,
            fix: `take it away in ${SETTINGS}`,
          } as const,
        ]),
  ];
}

function covers(held: Json | undefined, wanted: string): boolean {
  return held === wanted || held === 'write' || held === 'admin';
}

function sameAddress(one: string, other: string): boolean {
  return one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}
