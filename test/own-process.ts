// Test files that get a process of their own. All others share three, with the modules that they load.

/**
 * With its first request the Functions Framework makes a domain of Node's, and that leaves a hook on every promise of
 * the process: whatever ran after these files took a quarter longer.
 */
export const OWN_PROCESS = ['private-functions', 'webhook'].map((name) => `test/contract/functions/${name}.test.ts`);
