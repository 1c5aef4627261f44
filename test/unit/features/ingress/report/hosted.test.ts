// What a merge changes of the hosted controller's load balancers, as a reviewer reads it: the gravest first.
import { expect, it } from 'vitest';
import { exportedUrlMap, compareAll, differenceText } from '../../../../../lib/features/ingress/compare/index.ts';
import { type HostedOutlook, keptHosted, readHosted } from '../../../../../lib/features/ingress/hosted-outlook.ts';
import { hostedBlock, hostedConcerns } from '../../../../../lib/features/ingress/report/hosted.ts';

const map = (service: string | undefined, paths: Readonly<Record<string, string>>) =>
  exportedUrlMap({
    name: 'shop',
    ...(service === undefined ? {} : { defaultService: service }),
    hostRules: [{ hosts: ['a.example'], pathMatcher: 'p' }],
    pathMatchers: [
      {
        name: 'p',
        ...(service === undefined ? {} : { defaultService: service }),
        pathRules: Object.entries(paths).map(([path, to]) => ({ paths: [path], service: to })),
      },
    ],
  });

function outlook(...[before, after]: readonly [ReturnType<typeof map>, ReturnType<typeof map>]): HostedOutlook {
  const { differences, requests, unknown } = compareAll([before], [after]);
  const kept = keptHosted({
    differences: differences.map(differenceText),
    count: differences.length,
    requests,
    unknown,
  });
  const read = readHosted(kept);
  if (read === undefined) throw new TypeError('nothing was kept');
  return read;
}

it('is a table of requests before and after, with what each of them risks', () => {
  const seen = outlook(map(undefined, { '/x': 's', '/z': 't' }), map('d', { '/x': 't', '/z': 't', '/s': 's' }));
  expect(hostedBlock(seen).split('\n').slice(2)).toEqual([
    '| Request or setting | Now | After the merge |',
    '| --- | --- | --- |',
    '| 🟡&nbsp;**moves**<br>`http://a.example/x` | `s` | `t` |',
    '| 🟢&nbsp;**new**<br>`http://a.example/any` | `nothing` | `d` |',
    '| 🟢&nbsp;**new**<br>`http://a.example/s` | `nothing` | `s` |',
    '| 🟢&nbsp;**new**<br>`http://any.elsewhere/any` | `nothing` | `d` |',
  ]);
});

it('names what stops first, and warns of it', () => {
  const seen = outlook(map('d', { '/x': 's' }), map(undefined, { '/x': 'd' }));
  expect(hostedBlock(seen).split('\n')[4]).toMatch(/^\| 🔴&nbsp;\*\*stops\*\*<br>`http:\/\/a\.example\/any` /);
  expect(hostedConcerns(seen)[0]?.words).toContain('`nothing`');
});
