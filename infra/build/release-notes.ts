// `npm run release:notes -- vX.Y.Z`: what the changelog tells of a version, for its release. Ends with 1 where the tag
// is not the version of the package, or the changelog has no section of it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import about from '../../package.json' with { type: 'json' };
import { releaseNotes } from './notes-of-version.ts';

const [tag = ''] = process.argv.slice(2);
const changelog = await readFile(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
const notes = releaseNotes(changelog, about.version, tag);
if ('why' in notes) {
  process.stderr.write(`release-notes: ${notes.why}\n`);
  process.exitCode = 1;
} else process.stdout.write(notes.text);
