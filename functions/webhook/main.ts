// Entry point of the webhook function: GitHub's deliveries over HTTP. May import: wiring.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readConfig } from '../../lib/config/index.ts';
import { limitBodies } from './body-limit.ts';
import { composeWebhook, MAX_BYTES } from './compose.ts';

limitBodies(MAX_BYTES);
http('webhook', composeWebhook(readConfig(processEnvironment)));
