// The three cases of docs/makespan.md, worked out by hand there, as the program that the bench asks works them out.
import { expect, it } from 'vitest';
import { type Graph, type Times, timesOf } from '../../bench/makespan/lower-bound.ts';
import { page } from './pages.ts';

const blocks = [...page('docs/makespan.md').text.matchAll(/```json\n([^`]*)```/g)].map(([, text = '']) => text);

it('are three, each with what it takes', () => expect(blocks).toHaveLength(6));

it.each([0, 1, 2])('case %# is as by hand', (place) => {
  const [graph = '', times = ''] = blocks.slice(2 * place);
  expect(timesOf(JSON.parse(graph) as Graph)).toEqual(JSON.parse(times) as Times);
});

it('is not worked out where something needs itself, or what is not there', () => {
  const work = (id: string, need: string) => ({ id, seconds: 1, needs: [need], isWrite: true });
  expect(() => timesOf({ work: [work('a', 'b'), work('b', 'a')], writesPerMinute: 1 })).toThrow('needs itself');
  expect(() => timesOf({ work: [work('a', 'b')], writesPerMinute: 1 })).toThrow('no work b');
});
