// Entry point of the worker function: pushes of the topic `tasks`.
import { processEnvironment, readWorkerConfig } from '../../lib/config/index.ts';
import { start } from '../wiring/start.ts';
import { composeWorker } from './compose.ts';

start('worker', () => composeWorker(readWorkerConfig(processEnvironment)));
