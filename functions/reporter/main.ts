// Entry point of the reporter function: pushes of the topic `reports`.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readReporterConfig } from '../../lib/config/index.ts';
import { leaveBodiesUnread } from '../wiring/unread-body.ts';
import { composeReporter } from './compose.ts';

leaveBodiesUnread();
http('reporter', composeReporter(readReporterConfig(processEnvironment)));
