// One path of a manifest → the paths of a URL map that mean it. Source: pathType as in Ingress v1
// (kubernetes/ingress-gce, pkg/controller/translator): a Prefix covers whole elements, so that /foo is /foo itself and
// everything under it; without pathType a path is taken as it is written.
import type { IngressPath } from '../manifests/index.ts';

export interface UrlMapPath {
  readonly path: string;
  /** Only follows from a Prefix: a path that says so itself goes before. */
  readonly implied: boolean;
}

export function urlMapPaths({ path = '', pathType }: Pick<IngressPath, 'path' | 'pathType'>): readonly UrlMapPath[] {
  if (pathType !== 'Prefix') return [{ path: path === '' ? '/*' : path, implied: false }];
  const element = withoutSlashes(path);
  const under = { path: `${element}/*`, implied: false };
  return element === '' ? [under] : [{ path: element, implied: true }, under];
}

/** Without those at its end. A regular expression would look at each run of slashes once per slash. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
