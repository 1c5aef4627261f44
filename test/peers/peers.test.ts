// What of the peers needs none of their programs: how they are found, what a machine lacks, and how they are pinned.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lacking, type Machine, unbuilt } from './abilities.ts';
import { builtPath } from './build.ts';
import { findPrograms, MissingProgram, variableOf } from './find.ts';
import { networkPrefix } from './folders.ts';
import { MODULES, PROGRAMS, versionOf } from './programs.ts';
import { isProgramOf } from './processes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rangelight-peers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

describe('the programs', () => {
  test.for(PROGRAMS)('$name is pinned, with the checksums of all that it is made of', (one) => {
    // Istio tags no version that Go's module proxy would give: the commit stands in it.
    expect(versionOf(one)).toMatch(/^v\d+\.\d+\.\d+(?:-\d{14}-[0-9a-f]{12})?$/);
    if (one.ofPython) {
      const pins = readFileSync(join(MODULES, one.module, 'requirements.txt'), 'utf8');
      return expect(pins).toMatch(/^\S+==\S+ \\\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+$/);
    }
    expect(readFileSync(join(MODULES, one.module, 'tools.go'), 'utf8')).toContain(`"${one.package}"`);
    expect(readFileSync(join(MODULES, one.module, 'go.sum'), 'utf8')).toContain(
      `${one.versionOf} ${versionOf(one)} h1:`,
    );
  });

  test('a variable of their own comes before KUBEBUILDER_ASSETS', () => {
    program('etcd');
    const own = program('another-etcd');
    const found = findPrograms({ KUBEBUILDER_ASSETS: folder, [variableOf('etcd')]: own });
    expect(found.get('etcd')).toEqual({ path: own, by: 'TEST_ASSET_ETCD' });
    expect(findPrograms({ KUBEBUILDER_ASSETS: folder }).get('etcd')).toEqual({
      path: join(folder, 'etcd'),
      by: 'KUBEBUILDER_ASSETS',
    });
  });

  test('a variable that names nothing is an error, and never another program in its place', () => {
    const nothing = join(folder, 'nothing');
    expect(() => findPrograms({ [variableOf('kube-proxy')]: nothing })).toThrow(MissingProgram);
    expect(() => findPrograms({ KUBEBUILDER_ASSETS: nothing })).toThrow(MissingProgram);
  });

  test('where one lies changes with its pin and with nothing else', () => {
    const paths = PROGRAMS.map(builtPath);
    expect(new Set(paths).size).toBe(PROGRAMS.length);
    expect(PROGRAMS.map(builtPath)).toEqual(paths);
  });
});

describe('what a machine cannot run', () => {
  const able: Machine = {
    platform: 'linux',
    isRoot: true,
    has: () => true,
    makesNamespaces: () => true,
    hasFiles: () => true,
  };
  const all = new Map(PROGRAMS.map(({ name }) => [name, { path: `/${name}`, by: 'built' }] as const));

  test('is nothing, where all is there', () => {
    expect(lacking('network', all, able)).toEqual([]);
    expect(lacking('api-servers', all, able)).toEqual([]);
  });

  test('is said in words', () => {
    const words = (machine: Partial<Machine>): string => lacking('network', all, { ...able, ...machine }).join(' ');
    expect(words({ platform: 'darwin' })).toContain('this is darwin');
    expect(words({ isRoot: false })).toContain('root');
    expect(words({ has: (one) => one !== 'nft' })).toContain('nftables');
    expect(words({ makesNamespaces: () => false })).toContain('kernel');
    expect(words({ hasFiles: () => false })).toContain('ServiceImport');
    expect(lacking('api-servers', new Map(), able).join(' ')).toMatch(
      /npm run peers -- build.*TEST_ASSET_KUBE_APISERVER/,
    );
  });

  test('of a mesh is said apart', () => {
    expect(lacking('mesh', all, able)).toEqual([]);
    expect(lacking('mesh', new Map(), able).join(' ')).toMatch(/npm run peers -- build --mesh.*TEST_ASSET_ENVOY/);
    expect(unbuilt(new Map(), false, 'linux').map(({ name }) => name)).not.toContain('envoy');
  });

  test('is not built', () => {
    const names = (platform: NodeJS.Platform): readonly string[] =>
      unbuilt(new Map(), true, platform).map(({ name }) => name);
    expect(names('linux')).toEqual(expect.arrayContaining(['kube-proxy', 'coredns']));
    expect(names('darwin')).toEqual(['etcd', 'kube-apiserver', 'kube-controller-manager']);
  });
});

describe('the processes of a set', () => {
  const set = '/repo/.local/peers/sets/up/';

  test('are programs that have its folder in their options, by whatever way they were started', () => {
    expect(isProgramOf(`/opt/my tools/etcd --data-dir=${set}peer-1/etcd`, set)).toBe('etcd');
    expect(isProgramOf(`coredns -conf ${set}peer-1/Corefile`, set)).toBe('coredns');
  });

  test('are not what looks at their files, and not those of another set', () => {
    expect(isProgramOf(`less ${set}peer-1/etcd.log`, set)).toBeUndefined();
    expect(isProgramOf(`vim ${set}peer-1/etcd -R`, set)).toBeUndefined();
    expect(isProgramOf('etcd --data-dir=/repo/.local/peers/sets/up-2/etcd', set)).toBeUndefined();
  });

  test('have namespaces and a link by names of their own, which fit the kernel', () => {
    expect(networkPrefix('up')).not.toBe(networkPrefix('of-1'));
    expect(networkPrefix('up').length).toBeLessThanOrEqual(15);
  });
});
