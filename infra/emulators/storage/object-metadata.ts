// The metadata of an object that a client may set: on upload and by PATCH.
import { invalid, notImplemented } from './errors.ts';

const TEXT_FIELDS = [
  'contentType',
  'contentEncoding',
  'contentDisposition',
  'contentLanguage',
  'cacheControl',
  'customTime',
] as const;

type TextField = (typeof TEXT_FIELDS)[number];

/** A null asks a PATCH to remove the field or the custom key; absent fields stay as they are. */
export type ObjectMetadata = { readonly [F in TextField]?: string | null } & {
  readonly metadata?: Readonly<Record<string, string | null>> | null;
};

/** Sent back by clients that echo a whole resource; the server decides these, so it ignores them. */
const OUTPUT_ONLY = new Set(
  'bucket crc32c etag generation id kind md5Hash mediaLink metageneration name selfLink size storageClass timeCreated updated'.split(
    ' ',
  ),
);

/**
 * Reads the settable fields of an object resource. Throws 400 for a wrong type, 501 for a field that is not emulated.
 */
export function readMetadata(resource: Readonly<Record<string, unknown>>): ObjectMetadata {
  const read: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(resource)) {
    if (OUTPUT_ONLY.has(field)) continue;
    if (field === 'metadata') read[field] = readCustom(value);
    else if (!TEXT_FIELDS.includes(field as TextField)) throw notImplemented(`object field ${field}`);
    else if (value !== null && typeof value !== 'string') throw invalid(`Invalid value for ${field}`);
    else read[field] = value;
  }
  return read;
}

function readCustom(value: unknown): ObjectMetadata['metadata'] {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('Invalid value for metadata');
  // The API documents string values; scalars are accepted and stored as text.
  const entries = Object.entries(value).map(([key, item]) => [key, item === null ? null : String(item)] as const);
  return Object.fromEntries(entries);
}

/** Applies a PATCH: null removes, custom metadata is merged key by key. */
export function mergeMetadata(current: ObjectMetadata, patch: ObjectMetadata): ObjectMetadata {
  const { metadata, ...fields } = { ...current, ...patch };
  const custom =
    patch.metadata === undefined || patch.metadata === null ? metadata : { ...current.metadata, ...patch.metadata };
  const kept = custom ? withoutNulls(custom) : {};
  return { ...withoutNulls(fields), ...(Object.keys(kept).length > 0 ? { metadata: kept } : {}) };
}

function withoutNulls(record: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
