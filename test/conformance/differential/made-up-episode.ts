// A made-up episode: two managers and a client that names nobody do to two objects of one kind whatever the API allows.
import { type Draw, withFields } from './draw.ts';
import { APPLY, type Episode, type Input, type JsonObject, MERGE, STRATEGIC } from './exchange.ts';
import { type Kind, metadataFields } from './kinds/kind.ts';
import { madeUpDeletion, madeUpRead, type Place } from './made-up-requests.ts';

const VERBS = { apply: 34, post: 10, merge: 14, strategic: 7, put: 10, status: 8, read: 12, delete: 5 };

/** @param id of the episode; names its namespace (or, for what has none, its objects) */
export function madeUpEpisode(draw: Draw, kind: Kind, id: string, length: number): Episode {
  const api = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  const place: Place = {
    kind,
    collection: kind.namespaced ? `${api}/namespaces/${id}/${kind.plural}` : `${api}/${kind.plural}`,
    names: kind.namespaced ? ['a', 'b'] : [`${id}-a`, `${id}-b`],
  };
  const home: Input = { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: id } } };
  const inputs = Array.from({ length }, () => madeUp(draw, place));
  return { title: `${kind.title} ${id}`, inputs: kind.namespaced ? [home, ...inputs] : inputs };
}

function madeUp(draw: Draw, place: Place): Input {
  const { kind, collection, names } = place;
  const name = draw.pick(names);
  const path = `${collection}/${name}`;
  switch (draw.weighted(VERBS)) {
    case 'post':
      return {
        method: 'POST',
        path: `${collection}${options(draw, true)}`,
        body: whole(draw, kind, postedMetadata(draw, name)),
      };
    case 'apply': {
      const metadata = draw.chance(0.08)
        ? { name, resourceVersion: draw.chance(0.5) ? `{{version ${path}}}` : '1' }
        : { name };
      const other = draw.chance(0.03) ? { ...metadata, uid: draw.chance(0.5) ? `{{uid ${path}}}` : 'u' } : metadata;
      return { method: 'PATCH', path: `${path}${applyOptions(draw)}`, type: APPLY, body: whole(draw, kind, other) };
    }
    case 'merge':
      return { method: 'PATCH', path: `${path}${options(draw)}`, type: MERGE, body: part(draw, kind, path) };
    case 'strategic':
      return { method: 'PATCH', path: `${path}${options(draw)}`, type: STRATEGIC, body: part(draw, kind, path) };
    case 'put':
      return {
        method: 'PUT',
        path: `${path}${options(draw)}`,
        body: whole(draw, kind, { name, ...putVersion(draw, path) }),
      };
    case 'status':
      return madeUpStatus(draw, kind, path, name);
    case 'read':
      return madeUpRead(draw, place, path);
    case 'delete':
      return madeUpDeletion(draw, place, path);
  }
}

function whole(draw: Draw, kind: Kind, metadata: JsonObject): JsonObject {
  const base = { apiVersion: kind.apiVersion, kind: kind.kind, ...kind.base, metadata };
  return withFields(draw, withFields(draw, base, metadataFields, 0.12), kind.fields, 0.3);
}

function part(draw: Draw, kind: Kind, path: string): JsonObject {
  const version = draw.chance(0.1) ? { resourceVersion: draw.chance(0.5) ? `{{version ${path}}}` : '1' } : undefined;
  const base = version === undefined ? {} : { metadata: version };
  const emptied = draw.chance(0.03) ? { ...base, metadata: { managedFields: draw.chance(0.5) ? [] : [{}] } } : base;
  return withFields(draw, withFields(draw, emptied, metadataFields, 0.1), kind.fields, 0.2);
}

function madeUpStatus(draw: Draw, kind: Kind, path: string, name: string): Input {
  const head = { apiVersion: kind.apiVersion, kind: kind.kind };
  const status = withFields(draw, { metadata: { name } }, kind.status, 0.7);
  switch (draw.weighted({ apply: 2, merge: 3, put: 1 })) {
    case 'apply':
      return {
        method: 'PATCH',
        path: `${path}/status${applyOptions(draw)}`,
        type: APPLY,
        body: { ...head, ...status },
      };
    case 'merge':
      return {
        method: 'PATCH',
        path: `${path}/status${options(draw)}`,
        type: MERGE,
        body: withFields(draw, {}, kind.status, 0.7),
      };
    case 'put': {
      const metadata = { name, resourceVersion: `{{version ${path}}}` };
      return {
        method: 'PUT',
        path: `${path}/status${options(draw)}`,
        body: { ...head, ...kind.base, ...status, metadata },
      };
    }
  }
}

function postedMetadata(draw: Draw, name: string): JsonObject {
  if (draw.chance(0.05)) return { generateName: 'made-' };
  if (draw.chance(0.03)) return { name: draw.pick(['A_', 'x.y', 'a'.repeat(64), '1a', '']) };
  return draw.chance(0.03) ? { name, namespace: 'other' } : { name };
}

function putVersion(draw: Draw, path: string): JsonObject {
  return draw.weighted({ now: 6, none: 2, stale: 1 }) === 'now'
    ? { resourceVersion: `{{version ${path}}}` }
    : draw.chance(0.6)
      ? {}
      : { resourceVersion: '1' };
}

function applyOptions(draw: Draw): string {
  const manager = draw.pick(['one', 'one', 'two']);
  return `?fieldManager=${manager}${draw.chance(0.45) ? '&force=true' : ''}${common(draw)}`;
}

function options(draw: Draw, create = false): string {
  const manager = draw.chance(0.6) ? `fieldManager=${draw.pick(['one', 'two', 'three'])}` : '';
  const all = `?${manager}${common(draw)}${!create && draw.chance(0.01) ? '&force=true' : ''}`;
  return all === '?' ? '' : all.replace('?&', '?');
}

function common(draw: Draw): string {
  const dry = draw.chance(0.05) ? '&dryRun=All' : '';
  return dry + (draw.chance(0.15) ? `&fieldValidation=${draw.pick(['Strict', 'Warn', 'Ignore'])}` : '');
}
