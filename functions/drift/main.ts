// Entry point of the drift function: Cloud Scheduler, each minute.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readPrivateConfig } from '../../lib/config/index.ts';
import { leaveBodiesUnread } from '../wiring/unread-body.ts';
import { composeDrift } from './compose.ts';

leaveBodiesUnread();
http('drift', composeDrift(readPrivateConfig(processEnvironment)));
