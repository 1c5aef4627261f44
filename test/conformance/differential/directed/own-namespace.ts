// Episodes that were written for one namespace, each in one of its own: any of them may be played alone.
import type { Episode, Input } from '../exchange.ts';

export function inOwnNamespaces(namespace: string, episodes: readonly Episode[]): readonly Episode[] {
  const inPath = new RegExp(`/namespaces/${namespace}(?=[/?"}])`, 'gu');
  return episodes.map(({ title, inputs }, index) => {
    const own = `${namespace}-${index}`;
    const home: Input = { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: own } } };
    const moved = JSON.parse(JSON.stringify(inputs).replaceAll(inPath, `/namespaces/${own}`)) as readonly Input[];
    return { title, inputs: [home, ...moved] };
  });
}
