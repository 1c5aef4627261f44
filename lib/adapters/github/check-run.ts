// Check runs. Source: GitHub REST API, "Check runs": at most 50 annotations per request, appended to those there.
import { canonicalJson, digestOf } from '../../core/index.ts';
import type { CheckRun } from '../../ports/index.ts';
import type { GitHubClient } from './client.ts';
import { sameText } from './marker.ts';

const BATCH = 50;
const NO_ANNOTATIONS = digestOf([]);

type Annotation = CheckRun['annotations'][number];

/**
 * Creates the check run of that name on that commit, or brings the newest one up to date. Gives its page.
 * @param login of the App that writes: a workflow of a pull request may call a job of its own by the same name.
 */
export async function putCheckRun(
  client: GitHubClient,
  login: string,
  check: CheckRun,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { where, call } = client;
  const { data } = await call(signal, (octokit) =>
    octokit.rest.checks.listForRef({ ...where, ref: check.commit, check_name: check.name, filter: 'latest' }),
  );
  const found = data.check_runs.find(({ app }) => app !== null && `${app.slug}[bot]` === login);
  // Of the annotations only their digest can be compared; it is the run's external id.
  const digest = digestOf(check.annotations);
  const same = found?.external_id === digest;
  if (found !== undefined && same && saysAlready(found, check)) return found.html_url ?? undefined;

  const [first = [], ...others] = same ? [] : batchesOf(check.annotations);
  // Named only with the last batch, so that a run cut short is not taken for a whole one.
  const external_id = others.length === 0 ? digest : '';
  // GitHub does not show the buttons of a run: what makes them change is in the text.
  const actions = check.actions?.map((action) => ({ ...action })) ?? [];
  const content = { ...where, ...state(check), external_id, output: output(check, first), actions };
  // Annotations are only ever appended: a run that has other ones gets a successor.
  const { id: check_run_id, html_url } = await call(signal, async (octokit) => {
    if (found !== undefined && (same || found.external_id === NO_ANNOTATIONS)) {
      await octokit.rest.checks.update({ ...content, check_run_id: found.id });
      return found;
    }
    const created = await octokit.rest.checks.create({ ...content, name: check.name, head_sha: check.commit });
    return created.data;
  });
  for (const [index, batch] of others.entries()) {
    const last = index === others.length - 1 ? { external_id: digest } : {};
    await call(signal, (octokit) =>
      octokit.rest.checks.update({ ...where, ...last, check_run_id, output: output(check, batch) }),
    );
  }
  return html_url ?? undefined;
}

interface FoundRun {
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null };
}

function saysAlready(found: FoundRun, check: CheckRun): boolean {
  const head = canonicalJson([found.status, found.conclusion ?? null, found.output.title]);
  const wanted = canonicalJson([check.status, check.conclusion ?? null, check.title]);
  return head === wanted && sameText(found.output.summary, check.summary);
}

function state({ status, conclusion }: CheckRun) {
  return conclusion === undefined ? { status } : { status, conclusion };
}

function output({ title, summary }: CheckRun, annotations: readonly Annotation[]) {
  return { title, summary, annotations: annotations.map(toRest) };
}

function toRest({ source, level, title, message }: Annotation) {
  return {
    path: source.file,
    start_line: source.line,
    end_line: source.line,
    annotation_level: level,
    title,
    message,
  };
}

function batchesOf(annotations: readonly Annotation[]): readonly (readonly Annotation[])[] {
  const batches: (readonly Annotation[])[] = [];
  for (let start = 0; start < annotations.length; start += BATCH) batches.push(annotations.slice(start, start + BATCH));
  return batches;
}
