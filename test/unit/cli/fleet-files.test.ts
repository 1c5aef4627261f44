import { describe, expect, it } from 'vitest';
import { readFleetFile, readFleetFiles } from '../../../lib/app/following/fleet-files.ts';
import { exampleTree } from './tree.ts';

const several = exampleTree('valid');

describe('readFleetFile', () => {
  it('takes the only one, also when it cannot be used', () => {
    expect(readFleetFile(exampleTree('valid/foobar'), undefined).fleet?.name).toBe('prod');
    const broken = readFleetFile(exampleTree('invalid/bad-fleet'), undefined);
    expect(broken.fleet).toBeUndefined();
    expect(broken.diagnostics).toMatchObject([{ code: 'fleet-file-invalid' }]);
  });

  it('asks for a name when there are several', () => {
    expect(() => readFleetFile(several, undefined)).toThrow(
      /stage \(worker-and-clusters\/.*choose one with --fleet NAME/,
    );
    expect(readFleetFile(several, 'stage').path).toBe('worker-and-clusters/rangelight.yaml');
  });

  it('asks for a folder when a name is not enough', () => {
    expect(() => readFleetFile(several, 'prod')).toThrow(/prod \(foobar\/.*prod \(sample-caller\/.*name the folder/);
  });
});

describe('readFleetFiles', () => {
  it('says what there is in place of what is asked for', () => {
    expect(() => readFleetFiles(several, 'dev')).toThrow(
      /there is no fleet dev; there is prod .*, stage \(worker-and-clusters\//,
    );
    expect(() => readFleetFiles(new Map(), undefined)).toThrow(/there is no rangelight\.yaml here/);
  });
});
