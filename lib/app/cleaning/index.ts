// Takes away documents of the state that nothing refers to any more.
// 1. `references` follows what the functions begin with: heads, open and merged pull requests, open runs, applied
//    records, rollbacks, approvals.
// 2. `clean` finds what is older than asked for and not among them: runs, revisions, plans, desired states, facts,
//    notes of deliveries and answers.
// 3. Before each collection the references are read anew, and what refers goes before what it refers to.
export { type Cleaned, clean, SHORTEST_AGE_MS } from './clean.ts';
