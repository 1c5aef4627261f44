// The section of a version in the changelog, or why there is no release to be made of a tag.

/** Source of the form: Keep a Changelog 1.1.0. */
export function releaseNotes(
  changelog: string,
  version: string,
  tag: string,
): { readonly text: string } | { readonly why: string } {
  if (tag !== `v${version}`)
    return { why: `the tag is ${tag === '' ? 'missing' : tag}, and the version in package.json is ${version}` };
  const sections = changelog.split(/^(?=## )/m);
  const isOf = (name: string) => (section: string) => section.startsWith(`## [${name}]`);
  const own = sections.find(isOf(version));
  if (own === undefined) return { why: `CHANGELOG.md has no section "## [${version}]"` };
  const [, ...lines] = own.split('\n');
  const text = lines.join('\n').trim();
  if (text === '') return { why: `the section of ${version} in CHANGELOG.md is empty` };
  const left = sections.find(isOf('Unreleased'))?.split('\n').slice(1).join('').trim() ?? '';
  if (left !== '')
    return { why: `CHANGELOG.md has changes under "Unreleased": they belong to ${version}, or to no tag` };
  return { text: `${text}\n` };
}
