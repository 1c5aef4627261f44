// Hints are right: where one can be followed by a machine, following it in the invalid examples takes its finding away.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../lib/core/index.ts';
import { compileText } from '../features/ingress/blue.ts';

const INVALID = join(import.meta.dirname, '../../../schemas/examples/invalid');

type Files = Readonly<Record<string, string>>;

function manifestsOf(example: string): Files {
  const folder = join(INVALID, example, 'manifests');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** What stands at a place is replaced, up to the end of the word or text in quotes. */
function replaceAt(files: Files, { source }: Diagnostic, text: string): Files {
  if (source === undefined) throw new TypeError('a hint without a place');
  const lines = (files[source.file] ?? '').split('\n');
  const line = lines[source.line - 1] ?? '';
  const rest = line.slice(source.column - 1);
  const [word = ''] = /^(?:'[^']*'|"[^"]*"|[^\s,}\]:]+)/.exec(rest) ?? [];
  lines[source.line - 1] = line.slice(0, source.column - 1) + text + rest.slice(word.length);
  return { ...files, [source.file]: lines.join('\n') };
}

/** The word that a hint gives in place of what stands there; undefined where following it takes more. */
function wordOf(hint: string): string | undefined {
  return /^Did you mean "([^"]+)"\?$/.exec(hint)?.[1] ?? /^Write (\d+) without quotes:/.exec(hint)?.[1];
}

const key = ({ code, message }: Diagnostic): string => `${code} ${message}`;

describe('hints of the invalid examples', () => {
  const hinted = readdirSync(INVALID).flatMap((example) => {
    const files = manifestsOf(example);
    return compileText(files).diagnostics.flatMap((finding) => {
      const word = wordOf(finding.hint ?? '');
      return word === undefined ? [] : [{ title: `${example}: ${key(finding)}`, files, finding, word }];
    });
  });

  it('are there', () => {
    expect(hinted.length).toBeGreaterThan(3);
  });

  it.each(hinted)('$title', ({ files, finding, word }) => {
    const before = new Set(compileText(files).diagnostics.map(key));
    const after = compileText(replaceAt(files, finding, word)).diagnostics.map(key);
    expect(after).not.toContain(key(finding));
    expect(after.filter((one) => !before.has(one) && one.startsWith(finding.code))).toEqual([]);
  });
});

describe('hints that can be followed', () => {
  const SERVICE = (more: string, metadata = '') => `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: foo, namespace: blue${metadata}}
spec: {template: {spec: {selector: {app: foo}, ports: [{name: web, port: 8080${more}}]}}}
---
`;
  const INGRESS = (backend: string, more = '') => `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: i, namespace: blue}
spec: {template: {spec: {backend: ${backend}${more}}}}
`;
  const GOOD = '{serviceName: foo, servicePort: 8080}';

  it.each([
    ['port in quotes', SERVICE('') + INGRESS('{serviceName: foo, servicePort: "8080"}')],
    ['target port in quotes', SERVICE(', targetPort: "9090"') + INGRESS(GOOD)],
    ['field misspelt', SERVICE(', targetport: 9090') + INGRESS(GOOD)],
    ['service misspelt', SERVICE('') + INGRESS('{serviceName: fo, servicePort: 8080}')],
    ['annotation misspelt', SERVICE('', ', annotations: {networking.gke.io/app-protocol: x}') + INGRESS(GOOD)],
    ['kind misspelt', SERVICE('').replace('MultiClusterService', 'MultiClusterServce')],
  ])('%s', (_, text) => {
    const files = { 'a.yaml': text };
    const finding = compileText(files).diagnostics.find(({ hint }) => wordOf(hint ?? '') !== undefined);
    if (finding === undefined) throw new TypeError('no hint to follow');
    const after = compileText(replaceAt(files, finding, wordOf(finding.hint ?? '') ?? ''));
    expect(after.diagnostics.map(key)).not.toContain(key(finding));
  });

  it('a path for everything under another', () => {
    const paths = (list: string) =>
      SERVICE('') + INGRESS(GOOD, `, rules: [{host: a.example, http: {paths: [${list}]}}]`);
    const [finding] = compileText(paths(`{path: /api, backend: ${GOOD}}`)).diagnostics;
    const under = /write (\S+) as well/.exec(finding?.hint ?? '')?.[1] ?? '';
    expect(
      compileText(paths(`{path: /api, backend: ${GOOD}}, {path: ${under}, backend: ${GOOD}}`)).diagnostics,
    ).toEqual([]);
  });
});
