// Entry point of the reporter function: pushes of the topic `reports`. May import: config, wiring.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readConfig } from '../../lib/config/index.ts';
import { composeReporter } from './compose.ts';

http('reporter', composeReporter(readConfig(processEnvironment)));
