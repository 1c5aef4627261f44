// What people ask for in comments on GitHub: the grammar, and who owns the files that it is about. Pure.
// In: texts that anybody can write. Out: Command, OwnerRule.
export {
  CODEOWNERS_PLACES,
  type CodeOwner,
  type OwnerRule,
  parseCodeOwners,
  readOwner,
  ruleFor,
} from './code-owners.ts';
export { CALL, type Command, commandLine, USAGE, VERBS, type Verb } from './command.ts';
export { isAddressed, readCommand, type CommandReading, usageLines } from './read-command.ts';
