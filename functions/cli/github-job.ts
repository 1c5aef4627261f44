// A job of GitHub Actions for a pull request, as its environment tells of it. Source: GitHub, "Variables reference" and
// "Webhook events and payloads", `pull_request`.
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { processEnvironment } from '../../lib/config/index.ts';
import { isJsonObject, type Json, type JsonObject, parseJson, RangelightError, textAt } from '../../lib/core/index.ts';
import { readText } from './read-text.ts';

export interface GitHubJob {
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Without trailing slash. */
  readonly apiUrl: string;
  readonly pullRequest: { readonly number: number; readonly head: string; readonly base: string };
  /** Where the repository is checked out. */
  readonly workspace: string;
  /** File that the job's page shows. */
  readonly summary: string | undefined;
}

const HINT = 'run it in a job for pull_request, with GITHUB_TOKEN from the job';

/** Fails with `invalid` outside of a job for a pull request. */
export async function gitHubJob(): Promise<GitHubJob> {
  const event = parseJson(await readText(variable('GITHUB_EVENT_PATH'), 'the event of the job', HINT));
  const pull = objectIn(event, 'pull_request');
  const number = pull?.['number'];
  const [head, base] = [shaIn(pull, 'head'), shaIn(pull, 'base')];
  if (typeof number !== 'number' || head === undefined || base === undefined)
    throw invalid(`the event of this job names no pull request: ${HINT}`);
  return {
    repository: variable('GITHUB_REPOSITORY'),
    token: variable('GITHUB_TOKEN'),
    apiUrl: variable('GITHUB_API_URL'),
    pullRequest: { number, head, base },
    workspace: variable('GITHUB_WORKSPACE'),
    summary: processEnvironment['GITHUB_STEP_SUMMARY'],
  };
}

/** The path of a folder in the repository, '' for its root. Fails with `invalid` for one outside. */
export function folderIn({ workspace }: Pick<GitHubJob, 'workspace'>, directory: string): string {
  const path = relative(workspace, resolve(directory));
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path))
    throw invalid(`${directory} is not in the checked out repository ${workspace}`);
  return path.split(sep).join('/');
}

function variable(name: string): string {
  const value = processEnvironment[name] ?? '';
  if (value !== '') return value;
  throw invalid(`--github: ${name} is not set: ${HINT}`);
}

function shaIn(pull: JsonObject | undefined, side: string): string | undefined {
  const of = objectIn(pull, side);
  return of === undefined ? undefined : textAt(of, 'sha');
}

function objectIn(value: Json | undefined, key: string): JsonObject | undefined {
  const found = isJsonObject(value) ? value[key] : undefined;
  return isJsonObject(found) ? found : undefined;
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'command line', message);
}
