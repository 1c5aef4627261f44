// Entry point of the webhook function: GitHub's deliveries over HTTP.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readWebhookConfig } from '../../lib/config/index.ts';
import { leaveBodiesUnread } from '../wiring/unread-body.ts';
import { composeWebhook } from './compose.ts';
import { endSlowConnections } from './slow-connections.ts';

/** GitHub gives up after 10 s. */
const WHOLE_REQUEST_MS = 15_000;

leaveBodiesUnread();
endSlowConnections(WHOLE_REQUEST_MS);
http('webhook', composeWebhook(readWebhookConfig(processEnvironment)));
