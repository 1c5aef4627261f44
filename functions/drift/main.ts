// Entry point of the drift function: Cloud Scheduler, each minute.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readDriftConfig } from '../../lib/config/index.ts';
import { leaveBodiesUnread } from '../wiring/unread-body.ts';
import { composeDrift } from './compose.ts';

leaveBodiesUnread();
http('drift', composeDrift(readDriftConfig(processEnvironment)));
