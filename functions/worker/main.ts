// Entry point of the worker function: pushes of the topic `tasks`.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readWorkerConfig } from '../../lib/config/index.ts';
import { leaveBodiesUnread } from '../wiring/unread-body.ts';
import { composeWorker } from './compose.ts';

leaveBodiesUnread();
http('worker', composeWorker(readWorkerConfig(processEnvironment)));
