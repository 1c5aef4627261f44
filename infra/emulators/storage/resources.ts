// State as the JSON API shows it: bucket and object resources.
import { createHash } from 'node:crypto';
import { settingsFields } from './bucket-settings.ts';
import { crc32c } from './crc32c.ts';
import type { StoredBucket, StoredObject } from './state.ts';

export function bucketResource(origin: string, bucket: StoredBucket): Record<string, unknown> {
  const created = new Date(bucket.timeCreated).toISOString();
  return {
    kind: 'storage#bucket',
    id: bucket.name,
    name: bucket.name,
    selfLink: `${origin}/storage/v1/b/${bucket.name}`,
    metageneration: '1',
    timeCreated: created,
    updated: created,
    ...settingsFields(bucket.settings),
    storageClass: 'STANDARD',
    etag: 'CAE=',
  };
}

export function objectResource(origin: string, object: StoredObject): Record<string, unknown> {
  const path = `b/${object.bucket}/o/${encodeURIComponent(object.name)}`;
  const generation = String(object.generation);
  return {
    kind: 'storage#object',
    id: `${object.bucket}/${object.name}/${generation}`,
    selfLink: `${origin}/storage/v1/${path}`,
    mediaLink: `${origin}/download/storage/v1/${path}?generation=${generation}&alt=media`,
    name: object.name,
    bucket: object.bucket,
    generation,
    metageneration: String(object.metageneration),
    ...object.metadata,
    storageClass: 'STANDARD',
    size: String(object.bytes.byteLength),
    ...checksums(object.bytes),
    etag: etag(object),
    timeCreated: new Date(object.timeCreated).toISOString(),
    updated: new Date(object.updated).toISOString(),
  };
}

/** Opaque to clients; changes with every change of content or metadata. */
export function etag(object: StoredObject): string {
  return Buffer.from(`${object.generation}/${object.metageneration}`).toString('base64');
}

/** Base64 checksums of the stored bytes. */
export function checksums(bytes: Uint8Array): { readonly crc32c: string; readonly md5Hash: string } {
  return { crc32c: crc32c(bytes), md5Hash: createHash('md5').update(bytes).digest('base64') };
}
