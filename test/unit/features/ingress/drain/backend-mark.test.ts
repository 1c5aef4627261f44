// The description of a backend: what is written is read back, and what is somebody else's text says nothing.
import { expect, test } from 'vitest';
import { backendMark, parseBackendMark } from '../../../../../lib/features/ingress/drain/index.ts';

const cluster = 'us-west1/gke-us';
const until = Date.parse('2026-01-05T10:00:00Z');

test('what is written is read back', () => {
  const drain = { by: 'anna', until, reason: 'disks of the zone fail' };
  for (const mark of [
    { cluster },
    { cluster, drain },
    { cluster, drain: { ...drain, back: { share: 0.1, since: until } } },
  ])
    expect(parseBackendMark(backendMark(mark))).toEqual(mark);
});

test('a name and a reason stay on their line and in their place', () => {
  const text = backendMark({ cluster, drain: { by: 'cli anna b', until, reason: ' two\nlines ' } });
  expect(text).toBe(
    'rangelight cluster=us-west1/gke-us drained until=2026-01-05T10:00:00Z by=cli-anna-b reason=two lines',
  );
});

test.each([undefined, '', 'my backend', 'rangelight cluster=', 'rangelight cluster=one'])('%s says nothing', (text) => {
  expect(parseBackendMark(text)).toBeUndefined();
});

test('a time that nobody can read is long over', () => {
  const text = `rangelight cluster=${cluster} drained until=soon by=anna reason=x`;
  expect(parseBackendMark(text)?.drain?.until).toBe(0);
});
