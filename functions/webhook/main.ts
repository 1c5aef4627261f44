// Entry point of the webhook function: GitHub's deliveries over HTTP.
import { processEnvironment, readWebhookConfig } from '../../lib/config/index.ts';
import { start } from '../wiring/start.ts';
import { composeWebhook } from './compose.ts';
import { endSlowConnections } from './slow-connections.ts';

/** GitHub gives up after 10 s. */
const WHOLE_REQUEST_MS = 15_000;

endSlowConnections(WHOLE_REQUEST_MS);
start('webhook', () => composeWebhook(readWebhookConfig(processEnvironment)));
