// The code host in memory: what stands on GitHub, with GitHub's limits; an equal write is none.
import { isDeepStrictEqual } from 'node:util';
import { RangelightError } from '../../lib/core/index.ts';
import type { CheckRun, CodeHost, CodeHosts, Deployment } from '../../lib/ports/index.ts';

const SUMMARY_LENGTH = 65_535;
const PART_LENGTH = 1_400;
const BODY_LENGTH = 65_536;

export interface Issue {
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
}

type Written = 'check' | 'comment' | 'deployment' | 'issue';

export interface MemoryCodeHost extends CodeHost, Pick<CodeHosts, 'redeliverFailed'> {
  /** Undefined when there is none. */
  check(commit: string, name: string): CheckRun | undefined;
  deployment(commit: string, environment: string): Deployment | undefined;
  comment(pullRequest: number, marker: string): string | undefined;
  issue(marker: string): Issue | undefined;
  /** Which pull requests were merged as which commit. */
  readonly merged: Map<string, readonly { readonly number: number; readonly head: string }[]>;
  /** Every write that changed something, in order. */
  readonly writes: readonly { readonly type: Written; readonly key: string }[];
}

export function createMemoryCodeHost(): MemoryCodeHost {
  const checks = new Map<string, CheckRun>();
  const comments = new Map<string, string>();
  const issues = new Map<string, Issue>();
  const deployments = new Map<string, Deployment>();
  const merged: MemoryCodeHost['merged'] = new Map();
  const writes: { type: Written; key: string }[] = [];

  function put<T>(type: Written, all: Map<string, T>, key: string, value: T): void {
    if (isDeepStrictEqual(all.get(key), value)) return;
    all.set(key, structuredClone(value));
    writes.push({ type, key });
  }

  return {
    writes,
    merged,
    check: (commit, name) => checks.get(`${commit} ${name}`),
    deployment: (commit, environment) => deployments.get(`${commit} ${environment}`),
    comment: (pullRequest, marker) => comments.get(`${pullRequest} ${marker}`),
    issue: (marker) => issues.get(marker),
    async putCheckRun(check, signal) {
      await begin(signal);
      mustFit(check.summary, SUMMARY_LENGTH);
      mustConclude(check);
      put('check', checks, `${check.commit} ${check.name}`, check);
      return `https://github.test/runs/${check.commit}`;
    },
    async redeliverFailed(signal) {
      await begin(signal);
      return [];
    },
    async putDeployment(deployment, signal) {
      await begin(signal);
      put('deployment', deployments, `${deployment.commit} ${deployment.environment}`, deployment);
    },
    async putComment(pullRequest, marker, body, signal) {
      await begin(signal);
      mustFit(body, BODY_LENGTH);
      const key = `${pullRequest} ${marker}`;
      put('comment', comments, key, onTop(comments.get(key)) + body);
    },
    async editComment(pullRequest, marker, body, signal) {
      await begin(signal);
      mustFit(body, BODY_LENGTH);
      const key = `${pullRequest} ${marker}`;
      if (comments.has(key)) put('comment', comments, key, onTop(comments.get(key)) + body);
    },
    async pullsMergedAs(commit, _branch, signal) {
      await begin(signal);
      return merged.get(commit) ?? [];
    },
    async putOnTop(pullRequest, marker, { name, body }, signal) {
      await begin(signal);
      mustFit(body, PART_LENGTH);
      const key = `${pullRequest} ${marker}`;
      const [begins, ends] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->\n`];
      const text = comments.get(key) ?? '';
      const [before = '', after] = text.includes(begins) ? text.split(ends, 2) : ['', text];
      put('comment', comments, key, `${begins}${body}${ends}${after ?? before}`);
    },
    async putIssue(marker, title, body, signal) {
      await begin(signal);
      const before = issues.get(marker);
      if (body === undefined) {
        if (before !== undefined) put('issue', issues, marker, { ...before, state: 'closed' });
        return;
      }
      mustFit(body, BODY_LENGTH);
      put('issue', issues, marker, { title, body, state: 'open' });
    },
    async openIssue(marker, title, body, signal) {
      await begin(signal);
      mustFit(body, BODY_LENGTH);
      if (!issues.has(marker)) put('issue', issues, marker, { title, body, state: 'open' });
    },
  };
}

async function begin(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await Promise.resolve();
}

/** Parts that were put on top. */
function onTop(text = ''): string {
  return /^(?:<!-- (.+) -->\n[^]*?\n<!-- \/\1 -->\n)*/.exec(text)?.[0] ?? '';
}

function mustFit(text: string, length: number): void {
  if (text.length > length) throw new RangelightError('invalid', 'github', `${text.length} characters are too many`);
}

/** GitHub takes a conclusion with `completed` and only with it. */
function mustConclude(check: CheckRun): void {
  if ((check.status === 'completed') === (check.conclusion !== undefined)) return;
  throw new RangelightError(
    'invalid',
    'github',
    `status ${check.status} with conclusion ${check.conclusion ?? 'none'}`,
  );
}
