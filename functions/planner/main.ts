// Entry point of the planner function: pushes of the topic `revisions`.
import { processEnvironment, readPlannerConfig } from '../../lib/config/index.ts';
import { start } from '../wiring/start.ts';
import { composePlanner } from './compose.ts';

start('planner', () => composePlanner(readPlannerConfig(processEnvironment)));
