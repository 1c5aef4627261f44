// The one comment of a pull request, to be read in ten seconds: risk and verdict, what changes in the words of its author, what
// that does to routes, what to approve. Pure: the same documents give the same bytes. May import: core, model, plan, report.
export { COMMENT_LIMIT, COMMENT_MARKER, commitComment } from './commit-comment.ts';
