// docs/reference/mcs-api.md out of the table of the public conformance suite's specs.
import { FILES, sectionLink, type Spec, SPECS } from '../../test/conformance/clusterset/mcs-api.ts';
import { markdownTable } from './markdown-table.ts';

const HEAD = `<!-- Generated from test/conformance/clusterset/mcs-api.ts by \`npm run gen\`. Do not edit. -->

# The conformance suite of the Multi-Cluster Services API

What each spec of the [public suite](https://github.com/kubernetes-sigs/mcs-api/tree/master/conformance) asks of an implementation, and what Rangelight's prediction and the emulated
importer say of it. GKE's controller is Google's: a prediction says what is expected of it by the standard, and never that it conforms. The suite starts pods and runs
commands in them, which embedded clusters have not; each row names the tests that show the same, and what of a spec is outside of a hosted importer's doing, with the reason.
`;

export function mcsApiPage(specs: readonly Spec[] = SPECS): string {
  const rows = specs.map(({ file, asks, level, section, ours, shown, outside = '' }) => [
    asks,
    level,
    `[${file}](${FILES[file]}), [KEP-1645](${sectionLink(section)})`,
    ours,
    shown.map(({ test, titled }) => `\`test/${test}\`: ${titled}`).join('; '),
    outside,
  ]);
  const partly = specs.filter(({ outside }) => outside !== undefined).length;
  const count = `${specs.length} specs, of which ${partly} have a part that is outside.`;
  return [
    HEAD,
    ...markdownTable(['what it asks', 'level', 'source', 'ours', 'shown by', 'outside'], rows),
    '',
    count,
    '',
  ].join('\n');
}
