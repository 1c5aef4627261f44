// The lock file installs on every platform and names no registry.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Entry>>;
};

test('names no registry', () => {
  const named = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.includes('://'));
  expect(named.map(([name]) => name)).toEqual([]);
});

test('has an entry for every optional dependency, also those of other platforms', () => {
  // npm leaves out what a registry does not carry, and then `npm ci` refuses the file everywhere.
  const missing = Object.entries(lock.packages).flatMap(([holder, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !(`node_modules/${name}` in lock.packages) && !(`${holder}/node_modules/${name}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});
