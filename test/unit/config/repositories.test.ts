// The list of repositories: how a name and a branch are written, and every mistake at its place in the list.
import { describe, expect, it } from 'vitest';
import { type Config, readWebhookConfig } from '../../../lib/config/index.ts';

const OTHERS = {
  RANGELIGHT_PROJECT: 'demo-project',
  WEBHOOK_SECRETS: 'secret',
};

const read = (list: string, more: Readonly<Record<string, string>> = {}): Config['repositories'] =>
  readWebhookConfig({ ...OTHERS, RANGELIGHT_REPOSITORIES: list, ...more }).repositories;

describe('RANGELIGHT_REPOSITORIES', () => {
  it('gives each repository its branch, or the usual one, and keeps names as they are written', () => {
    expect(read('Acme/Fleet, acme/edge@release@2,octo_corp/a.b-c_d@team/main')).toEqual([
      { name: 'Acme/Fleet', branch: 'main' },
      { name: 'acme/edge', branch: 'release@2' },
      { name: 'octo_corp/a.b-c_d', branch: 'team/main' },
    ]);
    const trunk = { RANGELIGHT_BRANCH: 'trunk' };
    expect(read('acme/fleet,acme/edge@main', trunk).map(({ branch }) => branch)).toEqual(['trunk', 'main']);
  });

  it.each([
    ['acme', [1]],
    ['acme/fleet/more', [1]],
    ['acme/..', [1]],
    ['acme/fleet.git', [1]],
    ['https://github.com/acme/fleet', [1]],
    ['-acme/fleet', [1]],
    ['acme/fleet@', [1]],
    ['acme/fleet@refs/heads/main', [1]],
    ['acme/fleet@a b', [1]],
    ['acme/fleet@a..b', [1]],
    ['acme/fleet,,acme/edge,', [2, 4]],
    ['acme/fleet,acme,acme/edge@-x', [2, 3]],
  ] as const)('refuses %s, and says where', (list, places) => {
    const told = toldBy(() => read(list));
    expect([...told.matchAll(/at place (\d+)/g)].map(([, place]) => Number(place))).toEqual(places);
  });

  it('refuses one repository twice, whatever its spelling', () => {
    expect(toldBy(() => read('acme/fleet,acme/edge,ACME/Fleet@x'))).toContain('place 3 repeats place 1');
  });

  it('says what the variable of before is called now, beside everything else', () => {
    const told = toldBy(() =>
      readWebhookConfig({ ...OTHERS, RANGELIGHT_REPOSITORY: 'acme/fleet', CALL_TIMEOUT_SECONDS: '0' }),
    );
    expect(told).toContain('RANGELIGHT_REPOSITORY: expected nothing: it is RANGELIGHT_REPOSITORIES now');
    expect(told).toContain('RANGELIGHT_REPOSITORIES: missing');
    expect(told).toContain('CALL_TIMEOUT_SECONDS');
    expect(told).not.toContain('acme');
  });
});

function toldBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
