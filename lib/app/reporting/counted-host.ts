// What one report brings up to date on GitHub, counted for its line in the log.
import type { CodeHost } from '../../ports/index.ts';

/** How many of each were brought up to date; what said so already counts too. */
export interface ReportCounts {
  checks: number;
  comments: number;
  deployments: number;
  issues: number;
}

/** The same host, whose writes are counted in `counts`. */
export function countedHost(host: CodeHost, counts: ReportCounts): CodeHost {
  const counting =
    <A extends readonly unknown[], R>(what: keyof ReportCounts, call: (...asked: A) => Promise<R>) =>
    (...asked: A): Promise<R> => {
      counts[what] += 1;
      return call(...asked);
    };
  return {
    pullsMergedAs: (...asked) => host.pullsMergedAs(...asked),
    putCheckRun: counting('checks', (...asked: Parameters<CodeHost['putCheckRun']>) => host.putCheckRun(...asked)),
    putDeployment: counting('deployments', (...asked: Parameters<CodeHost['putDeployment']>) =>
      host.putDeployment(...asked),
    ),
    putComment: counting('comments', (...asked: Parameters<CodeHost['putComment']>) => host.putComment(...asked)),
    editComment: counting('comments', (...asked: Parameters<CodeHost['editComment']>) => host.editComment(...asked)),
    putOnTop: counting('comments', (...asked: Parameters<CodeHost['putOnTop']>) => host.putOnTop(...asked)),
    putIssue: counting('issues', (...asked: Parameters<CodeHost['putIssue']>) => host.putIssue(...asked)),
    openIssue: counting('issues', (...asked: Parameters<CodeHost['openIssue']>) => host.openIssue(...asked)),
  };
}
