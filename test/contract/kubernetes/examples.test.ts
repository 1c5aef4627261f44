// The CRDs on an API server: it takes every valid example as it is, and refuses what is wrong in shape.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { startCluster, type TestCluster } from './cluster.ts';

const SCHEMAS = join(import.meta.dirname, '../../../schemas');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const PLURALS: Readonly<Record<string, string>> = {
  MultiClusterIngress: 'multiclusteringresses',
  MultiClusterService: 'multiclusterservices',
  BackendConfig: 'backendconfigs',
  FrontendConfig: 'frontendconfigs',
  ServiceExport: 'serviceexports',
};

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

let cluster: TestCluster;

beforeAll(async () => {
  cluster = startCluster();
  for (const file of readdirSync(join(SCHEMAS, 'crds'))) {
    const crd: unknown = JSON.parse(readFileSync(join(SCHEMAS, 'crds', file), 'utf8'));
    expect((await cluster.send('POST', DEFINITIONS, crd)).code).toBe(201);
  }
  await cluster.clock.advance(60_000);
});

function manifestsIn(folder: string): readonly { readonly file: string; readonly manifest: Manifest }[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^manifests.*yaml$/.test(file),
  );
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'))
      .filter(({ errors, contents }) => errors.length === 0 && contents !== null)
      .map((document) => ({ file, manifest: document.toJS() as Manifest }))
      // Others bring the definitions of all other kinds.
      .filter(({ manifest }) => manifest.kind in PLURALS),
  );
}

/** Files with an object that the server does not take, as a dry run. */
async function refused(folder: string): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const { file, manifest } of manifestsIn(folder)) {
    // What writes none is given one by whoever sends it, as by a kubectl context.
    const { namespace = 'given' } = manifest.metadata;
    await cluster.send('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const path = `/apis/${manifest.apiVersion}/namespaces/${namespace}/${PLURALS[manifest.kind]}`;
    const { code, body } = await cluster.send('POST', `${path}?dryRun=All&fieldValidation=Strict`, manifest);
    expect([201, 400, 422], `${file}: ${body.message}`).toContain(code);
    if (code !== 201) files.add(file);
  }
  return [...files].sort();
}

it.each(readdirSync(join(SCHEMAS, 'examples/valid')))('takes the valid %s', async (name) => {
  expect(await refused(join(SCHEMAS, 'examples/valid', name))).toEqual([]);
});

it.each(readdirSync(join(SCHEMAS, 'examples/invalid')))(
  'refuses of the invalid %s what is wrong in shape',
  async (name) => {
    const folder = join(SCHEMAS, 'examples/invalid', name);
    const findings = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as readonly {
      readonly code: string;
      readonly file: string;
    }[];
    const wrong = findings.filter(({ code }) => code === 'schema-violation').map(({ file }) => file);
    expect(await refused(folder)).toEqual([...new Set(wrong)].sort());
  },
);
