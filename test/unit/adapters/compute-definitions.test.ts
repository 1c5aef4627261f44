// Message definitions of Google's client, made when they are asked for, and what of an answer the client is given.
import { createRequire } from 'node:module';
import { protobuf } from 'google-gax';
import { describe, expect, it } from 'vitest';
import { rest } from '../../../lib/adapters/compute/definitions-as-needed.ts';
import { forTheClient } from '../../../lib/adapters/compute/for-the-client.ts';

const load = createRequire(import.meta.url);
// A copy of its own: what is made of the clients' is shared with all tests of this process.
const definitions = structuredClone(load('@google-cloud/compute/build/protos/protos.json') as protobuf.INamespace);
const NAME = 'google.cloud.compute.v1.UrlMap';
const MAP = {
  name: 'one',
  defaultService: 'global/backendServices/a',
  hostRules: [{ hosts: ['a.example.com'], pathMatcher: 'm' }],
  pathMatchers: [{ name: 'm', pathRules: [{ paths: ['/x'], service: 's' }], defaultRouteAction: { retryPolicy: {} } }],
};

describe('definitions as needed', () => {
  const client = new rest.GrpcClient({ fallback: true, auth: {} as never });
  const root = client.loadProtoJSON(definitions);
  const type = root.lookupType(NAME);

  it('make of a value what all definitions make of it', () => {
    const whole = protobuf.Root.fromJSON(definitions).lookupType(NAME);
    const through = (by: protobuf.Type) => by.toObject(by.fromObject(MAP), { enums: String, defaults: true });
    expect(through(type)).toEqual(through(whole));
  });

  it('are one for all clients', () => {
    expect(client.loadProtoJSON(definitions)).toBe(root);
  });

  it('hold no more than what was looked up', () => {
    const v1 = root.lookup('google.cloud.compute.v1') as protobuf.Namespace;
    expect(v1.nestedArray.map(({ name }) => name)).not.toContain('Instance');
    expect(root.lookupService('google.cloud.compute.v1.UrlMaps').methods).toHaveProperty('Insert');
    expect(() => root.lookupType('google.cloud.compute.v1.NoSuchMessage')).toThrow(/no such type/);
  });

  it('encode, decode and verify when somebody asks them to', () => {
    const message = type.fromObject(MAP);
    expect(type.verify(MAP)).toBeNull();
    expect(type.toObject(type.decode(type.encode(message).finish()))).toEqual(type.toObject(message));
  });
});

describe('the client is given', () => {
  it.each([
    [
      'the next page, and one item for all',
      { items: [{ name: 'a' }, { name: 'b' }], nextPageToken: 't', kind: 'k' },
      { items: [{}], nextPageToken: 't' },
    ],
    ['one scope for all', { items: { 'zones/a': { x: [1] }, 'zones/b': {} } }, { items: { 'zones/a': {} } }],
    ['no item of an empty page', { items: [], nextPageToken: 't' }, { items: [], nextPageToken: 't' }],
    ['nothing of a resource', { name: 'a', selfLink: 's' }, {}],
  ])('%s', (_, answer, given) => {
    expect(JSON.parse(forTheClient(JSON.stringify(answer)))).toEqual(given);
  });

  it.each(['', 'null', '[1]', '<html>'])('what is no object as it is: %j', (text) => {
    expect(forTheClient(text)).toBe(text);
  });
});
