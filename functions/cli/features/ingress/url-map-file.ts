// An exported URL map, as a side of a comparison.
import { stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { isJsonObject, type Json, RangelightError } from '../../../../lib/core/index.ts';
import { exportedUrlMap, type Surface } from '../../../../lib/features/ingress/index.ts';
import { readText } from '../../read-text.ts';

/** Far beyond what Compute takes of one (Cloud Load Balancing, "Quotas and limits": some hundred KB). */
const MOST_BYTES = 10_000_000;

export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** As `gcloud compute url-maps describe` and `export` write it: JSON, or YAML, of which JSON is a part. */
export async function readUrlMapFile(path: string): Promise<Surface> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw invalid(`${path} has ${size} bytes, more than a URL map can have (${MOST_BYTES})`);
  const document = parseDocument(await readText(path, 'the URL map'), { uniqueKeys: true });
  const next = 'export one with: gcloud compute url-maps describe NAME --global --format json';
  const [error] = document.errors;
  if (error !== undefined) {
    const [start] = error.linePos ?? [];
    const place = start === undefined ? path : `${path}:${start.line}:${start.col}`;
    const [what = ''] = error.message.split('\n');
    throw invalid(`${place} is neither JSON nor YAML: ${what} ${next}`);
  }
  const body = document.toJS({ maxAliasCount: 0 }) as Json;
  if (isJsonObject(body) && ('defaultService' in body || 'hostRules' in body || 'defaultUrlRedirect' in body)) {
    return exportedUrlMap(body);
  }
  throw invalid(`${path} is not a URL map: ${next}`);
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'command line', message);
}
