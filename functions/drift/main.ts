// Entry point of the drift function: Cloud Scheduler, each minute.
import { processEnvironment, readDriftConfig } from '../../lib/config/index.ts';
import { start } from '../wiring/start.ts';
import { composeDrift } from './compose.ts';

start('drift', () => composeDrift(readDriftConfig(processEnvironment)));
