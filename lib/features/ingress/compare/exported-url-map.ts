// An exported URL map → a surface of which only the routes are known.
import { type JsonObject, textAt } from '../../../core/index.ts';
import { readUrlMap } from './read-url-map.ts';
import type { SurfaceAnswer, SurfaceBackend, Surface } from './surface.ts';

/** @param body as `gcloud compute url-maps describe` or `export` writes it. */
export function exportedUrlMap(body: JsonObject): Surface {
  const routing = readUrlMap(body);
  const answers: readonly SurfaceAnswer[] = [
    routing.fallback,
    ...routing.hosts.flatMap(({ fallback, paths, rules }) => [
      fallback,
      ...paths.map(({ answer }) => answer),
      ...rules.map(({ answer }) => answer),
    ]),
  ];
  const backends = new Map(
    answers.flatMap((answer): readonly [string, SurfaceBackend][] =>
      answer.type === 'backend'
        ? [[answer.name, { label: answer.name.split('/').at(-1) ?? answer.name, settings: undefined }]]
        : [],
    ),
  );
  const name = textAt(body, 'name');
  return {
    id: name ?? 'URL map',
    names: name === undefined ? [] : [name],
    listeners: undefined,
    routing,
    scheme: undefined,
    backends,
  };
}
