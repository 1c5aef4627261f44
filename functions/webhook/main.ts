// Entry point of the webhook function: GitHub's deliveries over HTTP. May import: wiring.
import { http } from '@google-cloud/functions-framework';
import { processEnvironment, readConfig } from '../../lib/config/index.ts';
import { composeWebhook } from './compose.ts';

http('webhook', composeWebhook(readConfig(processEnvironment)));
