// In which order files are run: by chance, but those that take long come before the others, so that no core waits at
// the end for one long file.
import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = /\/test\/(?:scenarios|proof)\//;

export default class LongFilesFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const drawn = (file: TestSpecification): string =>
      createHash('sha256').update(`${seed} ${file.moduleId}`).digest('hex');
    const isLong = (file: TestSpecification): number => (LONG.test(file.moduleId) ? 0 : 1);
    return Promise.resolve(
      files
        .map((file) => ({ file, rank: `${isLong(file)} ${drawn(file)}` }))
        .sort((a, b) => (a.rank < b.rank ? -1 : 1))
        .map(({ file }) => file),
    );
  }
}
