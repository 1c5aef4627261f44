// What is read of plans: the comment of a pull request, and the part of it that the check run says too.
// In: revisions and their plans. Out: Markdown.
export { COMMENT_LIMIT, COMMENT_MARKER, commitComment } from './commit-comment.ts';
export { fleetSections } from './fleet-sections.ts';
export { restSummary } from './rest.ts';
