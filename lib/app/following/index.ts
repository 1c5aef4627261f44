// From a delivery of GitHub to what is to be planned.
// 1. The webhook verifies a delivery and publishes a hint: where to look, nothing more.
// 2. The planner asks GitHub where the branch, the pull request or the merge group stands now, and drops what was
//    planned before.
// 3. The branch is followed by a way that is known; a pull request is taken as its merge.
// 4. The commit is read: its tree, its fleet files, and which fleet each of them holds.
// 5. What no delivery told of is caught up; pull requests that the branch left behind are planned again.
export { receiveDelivery } from './receive-delivery.ts';
