// What stands in one cluster of a story: written where it is not yet so, and taken away by its path.
import { Agent, fetch } from 'undici';
import { type Access, apply } from '../../peers/objects.ts';
import type { Manifest } from './story.ts';

export interface Objects {
  /** @param mode of which an object cannot become another one: it is made anew. */
  put(path: string, object: object, mode?: string): Promise<void>;
  drop(path: string): Promise<void>;
  /** Has these rules stand, and none that stood before. */
  keepOnly(rules: readonly Manifest[]): Promise<void>;
}

export function createObjects(cluster: Access): Objects {
  const written = new Map<string, { readonly text: string; readonly mode: string }>();
  let rulePaths: readonly string[] = [];
  const drop = async (path: string): Promise<void> => {
    written.delete(path);
    await remove(cluster, path);
  };
  const put = async (path: string, object: object, mode = ''): Promise<void> => {
    const before = written.get(path);
    const text = JSON.stringify(object);
    if (before?.text === text) return;
    if (before !== undefined && before.mode !== mode) await remove(cluster, path);
    await apply(cluster, path, object);
    written.set(path, { text, mode });
  };
  return {
    put,
    drop,
    async keepOnly(rules) {
      const paths = rules.map(pathOf);
      for (const path of rulePaths) if (!paths.includes(path)) await drop(path);
      for (const rule of rules) await put(pathOf(rule), rule);
      rulePaths = paths;
    },
  };
}

function pathOf({ apiVersion, kind, metadata: { name, namespace = '' } }: Manifest): string {
  const plural = `${kind.toLowerCase()}s`.replace(/ys$/, 'ies');
  return `/apis/${apiVersion}/namespaces/${namespace}/${plural}/${name}`;
}

async function remove({ url, ca, token }: Access, path: string): Promise<void> {
  const dispatcher = new Agent({ connect: { ca } });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}${path}`, { method: 'DELETE', headers, dispatcher });
  const text = await answer.text();
  await dispatcher.destroy();
  if (!answer.ok && answer.status !== 404) throw new TypeError(`DELETE ${path}: ${answer.status} ${text}`);
}
