// The demo's chapters, in order; starting the cloud and the functions comes before them.
import { again } from './again.ts';
import { backupDown } from './backup-down.ts';
import { clusterset } from './clusterset.ts';
import type { Chapter } from './context.ts';
import { dangerous } from './dangerous.ts';
import { drift } from './drift.ts';
import { failover } from './failover.ts';
import { mesh } from './mesh.ts';
import { mergeIt } from './merge.ts';
import { naive } from './naive.ts';
import { pullRequest } from './pull-request.ts';
import { traffic } from './traffic.ts';

export const CHAPTERS: readonly Chapter[] = [
  pullRequest,
  mergeIt,
  traffic,
  failover,
  again,
  dangerous,
  backupDown,
  drift,
  clusterset,
  mesh,
  naive,
];
export type { Chapter, Context } from './context.ts';
