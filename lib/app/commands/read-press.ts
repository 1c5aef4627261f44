// GitHub's body of a press or a re-run → what was asked, by whom, of which commit.
import { numberAt, parseJson, repositoryKey, textAt, valueAt } from '../../core/index.ts';

export interface Press {
  /** Key of its name. */
  readonly repository: string;
  /** Id of the check run; undefined when all checks of the commit are run again. */
  readonly checkRun?: number;
  readonly commit: string;
  /** The button's identifier; undefined for a re-run. */
  readonly action?: string;
  /** Login. */
  readonly by: string;
}

const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * Undefined for a body of any other event, and for what an app does. Source: GitHub, webhook events check_run and
 * check_suite.
 */
export function readPress(body: string): Press | undefined {
  const payload = parseJson(body);
  const of = valueAt(payload, 'check_run') === undefined ? 'check_suite' : 'check_run';
  const [by, commit] = [textAt(payload, 'sender', 'login') ?? '', textAt(payload, of, 'head_sha') ?? ''];
  const repository = textAt(payload, 'repository', 'full_name');
  if (textAt(payload, 'sender', 'type') !== 'User' || by === '') return undefined;
  if (repository === undefined || !COMMIT.test(commit)) return undefined;
  const checkRun = numberAt(payload, 'check_run', 'id');
  const known = { repository: repositoryKey(repository), commit, by, ...(checkRun === undefined ? {} : { checkRun }) };
  const asked = textAt(payload, 'action');
  if (asked === 'rerequested') return known;
  const action = textAt(payload, 'requested_action', 'identifier') ?? '';
  const isPressed = asked === 'requested_action' && action !== '' && checkRun !== undefined;
  return isPressed ? { ...known, action } : undefined;
}
