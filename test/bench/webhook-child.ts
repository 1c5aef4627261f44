// The webhook in a process of its own: says where it listens, and then what it has used whenever it is asked. Started
// by flood-webhook.ts.
import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { webhookHandler } from '../../functions/webhook/compose.ts';
import { endSlowConnections } from '../../functions/webhook/slow-connections.ts';
import { leaveBodiesUnread } from '../../functions/wiring/unread-body.ts';
import type { Log, Publisher } from '../../lib/ports/index.ts';

const nothing = (): void => undefined;
const log: Log = { info: nothing, warn: nothing, error: nothing };
const accept = (): Promise<void> => Promise.resolve();
const publisher: Publisher = { publishRevision: accept, publishTask: accept, publishReport: accept };

leaveBodiesUnread();
endSlowConnections(60_000);
http('webhook', webhookHandler(['secret'], [], publisher, log));
const server = getTestServer('webhook');
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  // Kibibytes, on every system that Node runs on.
  process.send?.({ cpuSeconds: (user + system) / 1e6, peakMebibytes: process.resourceUsage().maxRSS / 1024 });
});
process.on('disconnect', () => process.exit(0));
