// From documents to what people read on GitHub. A report names what changed; nothing is decided here.
// 1. The plans, runs and stops behind the report are read from the bucket.
// 2. lib/report turns them into the check run, the comment, the deployment or the issue.
// 3. What stands on GitHub already is edited, so that a report that comes twice, late or out of order shows the same.
// 4. What people ask for in comments goes to `commands`.
export { report } from './report.ts';
