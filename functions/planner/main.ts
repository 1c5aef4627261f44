// Entry point of the planner function: pushes of the topic `revisions`.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readPlannerConfig } from '../../lib/config/index.ts';
import { leaveBodiesUnread } from '../wiring/unread-body.ts';
import { composePlanner } from './compose.ts';

leaveBodiesUnread();
http('planner', composePlanner(readPlannerConfig(processEnvironment)));
