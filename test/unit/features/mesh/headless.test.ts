// Headless Services: a call goes to a port of the pods themselves.
import { expect, it } from 'vitest';
import { ask, SERVICE, type Story, WHOLE, without } from './story.ts';

const headless = (ports: string): Story => ({
  ...WHOLE,
  south: [
    ...without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp1,/),
    SERVICE('nodeapp1', 'clusterIP: None, ', ports),
  ],
});

it('are answered by pods of the own cluster that listen on the port that is called', () => {
  const story = headless('[{name: http, port: 9000, targetPort: 9000}]');
  const [verdict] = ask(story, 'default/nodeapp3', 'http://nodeapp1:9000/').answer.verdicts;
  expect(verdict).toMatchObject({ state: 'ok', served: [{ workload: 'default/nodeapp1-v1' }] });
});

it('are answered by nobody where pods listen on another port', () => {
  const { answer, findings } = ask(
    headless('[{name: http, port: 80, targetPort: 9000}]'),
    'default/nodeapp3',
    'http://nodeapp1/',
  );
  expect(answer.verdicts[0]).toMatchObject({ state: 'fails', served: [] });
  expect(findings.map((one) => one.split(' ')[0])).toContain('mesh-headless-port');
});

it('of the other cluster do not matter', () => {
  const story = {
    ...WHOLE,
    east: [
      ...without(WHOLE.east, /kind: Service\nmetadata: {name: nodeapp2,/),
      SERVICE('nodeapp2', 'clusterIP: None, '),
    ],
  };
  expect(ask(story, 'default/nodeapp3', 'http://nodeapp2/').answer.verdicts[0]?.state).toBe('ok');
});

it('are no name where none of their pods is in the cluster of the caller', () => {
  const south = [
    ...without(WHOLE.south, /kind: Service\nmetadata: {name: nodeapp2,/),
    SERVICE('nodeapp2', 'clusterIP: None, '),
  ];
  const { answer, findings } = ask({ ...WHOLE, south }, 'default/nodeapp3', 'http://nodeapp2/');
  expect(answer.verdicts[0]).toMatchObject({ state: 'fails', name: 'nothing' });
  expect(findings.map((one) => one.split(' ')[0])).toContain('mesh-name-missing');
});
