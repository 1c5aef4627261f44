// Entry point of the planner function: pushes of the topic `revisions`. May import: config, wiring.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readConfig } from '../../lib/config/index.ts';
import { composePlanner } from './compose.ts';

http('planner', composePlanner(readConfig(processEnvironment)));
