// GitHub's body of a press or a re-run → what was asked, by whom, of which commit. May import: core.
import { isJsonObject, type JsonObject } from '../../core/index.ts';

export interface Press {
  /** `owner/name`, in lower case. */
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

/** Undefined for a body of any other event, and for what an app does. Source: GitHub, webhook events check_run and check_suite. */
export function readPress(body: string): Press | undefined {
  const payload = jsonOf(body);
  const { action } = payload;
  const sender = memberOf(payload, 'sender');
  const repository = memberOf(payload, 'repository')['full_name'];
  const run = memberOf(payload, 'check_run');
  const of = 'check_run' in payload ? run : memberOf(payload, 'check_suite');
  const { id } = run;
  const commit = of['head_sha'];
  const by = sender['login'];
  if (sender['type'] !== 'User' || typeof by !== 'string' || by === '') return undefined;
  if (typeof repository !== 'string' || typeof commit !== 'string' || !COMMIT.test(commit)) return undefined;
  const button = memberOf(payload, 'requested_action')['identifier'];
  const known = {
    repository: repository.toLowerCase(),
    commit,
    by,
    ...(typeof id === 'number' ? { checkRun: id } : {}),
  };
  if (action === 'rerequested') return known;
  const isPressed = action === 'requested_action' && typeof button === 'string' && button !== '';
  return isPressed && typeof id === 'number' ? { ...known, action: button } : undefined;
}

function jsonOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function memberOf(payload: JsonObject, name: string): JsonObject {
  const member = payload[name];
  return isJsonObject(member) ? member : {};
}
