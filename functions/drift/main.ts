// Entry point of the drift function: Cloud Scheduler, each minute. May import: config, wiring.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readConfig } from '../../lib/config/index.ts';
import { composeDrift } from './compose.ts';

http('drift', composeDrift(readConfig(processEnvironment)));
