// OpenAPI's words in JSON Schema's, and a judgement that must find what is wrong.
import { describe, expect, test } from 'vitest';
import { readDescription } from '../../conformance/github/description.ts';
import { toJsonSchema } from '../../conformance/github/json-schema.ts';

test('nullable becomes a type of its own, and closed objects refuse other fields', () => {
  const schema = { type: 'object', nullable: true, required: ['a'], properties: { a: { type: 'string', 'x-y': 1 } } };
  expect(toJsonSchema(schema, { subset: true, closed: true })).toEqual({
    anyOf: [{ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }, { type: 'null' }],
  });
});

describe('GitHub’s description', () => {
  const description = readDescription();
  const exchange = {
    operation: 'GET /repos/{owner}/{repo}/git/ref/{ref}',
    sent: undefined,
    status: 200,
    contentType: 'application/json; charset=utf-8',
    received: {
      ref: 'refs/heads/main',
      node_id: 'x',
      url: 'http://a/',
      object: { type: 'commit', sha: 'a'.repeat(40), url: 'http://a/' },
    },
  };

  test('has nothing against a true answer', () => {
    expect(description.judge(exchange)).toEqual({ differences: [], leftOut: [], undescribed: false });
  });

  test('finds wrong types and invented fields, and tells missing ones apart', () => {
    const received = { ref: 5, made_up: true, url: 'http://a/', object: exchange.received.object };
    expect(description.judge({ ...exchange, received })).toEqual({
      differences: ["answer /made_up is not a field of GitHub's", 'answer /ref must be string'],
      leftOut: ['/node_id'],
      undescribed: false,
    });
  });

  test('judges requests too', () => {
    const operation = 'POST /repos/{owner}/{repo}/statuses/{sha}';
    const { differences } = description.judge({ ...exchange, operation, sent: { state: 'fine' }, status: 418 });
    expect(differences).toEqual(['request /state must be equal to one of the allowed values']);
  });
});
