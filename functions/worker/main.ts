// Entry point of the worker function: pushes of the topic `tasks`. May import: config, wiring.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readConfig } from '../../lib/config/index.ts';
import { composeWorker } from './compose.ts';

http('worker', composeWorker(readConfig(processEnvironment)));
