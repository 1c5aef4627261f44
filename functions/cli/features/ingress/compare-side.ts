// One side of a comparison, as a person names it → its load balancers.
import { stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { readCommit, readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { type Diagnostic, isJsonObject, type Json, RangelightError } from '../../../../lib/core/index.ts';
import { exportedUrlMap, type Surface, surfacesOf } from '../../../../lib/features/ingress/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { readFactsFile, readText } from '../../read-text.ts';

export const SIDE = 'directory of manifests, commit:REVISION, or a file with an exported URL map';

export interface SideOptions {
  readonly dir: string;
  readonly fleet?: string;
  readonly facts?: string;
}

export interface Side {
  readonly surfaces: readonly Surface[];
  readonly diagnostics: readonly Diagnostic[];
}

const COMMIT = 'commit:';

/** Fails with `invalid` or `not-found` for what is none of these. */
export async function readSide(named: string, options: SideOptions, signal: AbortSignal): Promise<Side> {
  const isCommit = named.startsWith(COMMIT);
  if (!isCommit && (await isFile(named))) return { surfaces: [await readUrlMapFile(named)], diagnostics: [] };
  const files = isCommit
    ? await readCommit(options.dir, named.slice(COMMIT.length), signal)
    : await readDirectory(named, signal);
  const facts = await readFactsFile(options.facts);
  const input = { features: FEATURES, files, fleet: options.fleet, facts };
  const { answer, diagnostics } = askDirectory(input, surfacesOf);
  return { surfaces: answer, diagnostics };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** As `gcloud compute url-maps describe` and `export` write it: JSON, or YAML, of which JSON is a part. */
async function readUrlMapFile(path: string): Promise<Surface> {
  const document = parseDocument(await readText(path, 'the URL map'), { uniqueKeys: true });
  const body = document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 0 }) as Json);
  if (isJsonObject(body) && ('defaultService' in body || 'hostRules' in body || 'defaultUrlRedirect' in body)) {
    return exportedUrlMap(body);
  }
  const next = 'export one with: gcloud compute url-maps describe NAME --global --format json';
  throw new RangelightError('invalid', 'command line', `${path} is not a URL map: ${next}`);
}
