// The calls of google.pubsub.v1.Publisher.
import { checkPublish, publishingAccount, type TopicRights } from './authorization.ts';
import type { Broker } from './broker.ts';
import { checkBatch } from './message.ts';
import { checkName, projectOf } from './names.ts';
import { type PageRequest, pageOf } from './paging.ts';
import type { WireMessage, WireTopic } from './protocol.ts';
import { notImplemented } from './rpc-error.ts';
import type { Methods } from './server.ts';

/** Fields of a topic that change what is delivered or kept. */
const REFUSED = ['kmsKeyName', 'schemaSettings', 'ingestionDataSourceSettings', 'messageTransforms'] as const;

export function publisherMethods(broker: Broker, rights?: TopicRights): Methods {
  return {
    CreateTopic(topic: WireTopic) {
      checkName('topics', topic.name);
      for (const field of REFUSED) {
        const value = topic[field];
        if (Array.isArray(value) ? value.length > 0 : value) throw notImplemented(`topic field ${field}`);
      }
      const created = { ...topic, state: 'ACTIVE' };
      broker.addTopic(created);
      return created;
    },
    GetTopic: ({ topic }: { readonly topic: string }) => broker.topic(topic),
    ListTopics(request: PageRequest & { readonly project: string }) {
      const all = broker.topics().filter(({ name }) => `projects/${projectOf(name)}` === request.project);
      const { items, nextPageToken } = pageOf(all, request);
      return { topics: items, nextPageToken };
    },
    DeleteTopic({ topic }: { readonly topic: string }) {
      broker.removeTopic(topic);
      return {};
    },
    Publish(
      { topic, messages }: { readonly topic: string; readonly messages: readonly WireMessage[] },
      _signal: AbortSignal,
      token: string | undefined,
    ) {
      if (rights !== undefined) checkPublish(rights, publishingAccount(rights, token), topic);
      broker.topic(topic);
      checkBatch(messages);
      const contents = messages.map(({ data, attributes, orderingKey }) => ({ data, attributes, orderingKey }));
      return { messageIds: broker.publish(topic, contents) };
    },
  };
}
