// Entry point of the reporter function: pushes of the topic `reports`.
import { processEnvironment, readReporterConfig } from '../../lib/config/index.ts';
import { start } from '../wiring/start.ts';
import { composeReporter } from './compose.ts';

start('reporter', () => composeReporter(readReporterConfig(processEnvironment)));
