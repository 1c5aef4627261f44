// The clauses as docs/parity.md.
import { markdownTable } from '../../../docs/reference/markdown-table.ts';
import { type Clause, PAGES } from './clause.ts';
import { CLAUSES } from './clauses.ts';

const HEAD = `<!-- Generated from test/conformance/clauses by \`npm run gen\`. Do not edit. -->

# Parity with the hosted controller

What the hosted Multi Cluster Ingress controller accepts, and what Rangelight makes of it. Each line is a conformance case: the
last column's page is the public source for what the hosted controller does, and what Rangelight does is shown by manifests that
a test compiles, or by a test of its own. Where Google says nothing, the source is what the open controller of single-cluster Ingress does, and is
marked as inferred. What is not supported is an error on its line, and the object is held: see [limitations](limitations.md).
`;

const TAIL = `## Absence

A section of a BackendConfig that is left out, or taken out, means the default, and the plan shows the way back. The hosted
controller keeps what was there (Ingress configuration, "Disabling features"); "absent means keep" would make the cloud differ
from Git without anybody noticing. Two things are kept until Git names them once, because people set them by hand: the
security policy, and the CDN policy while CDN is off.

## Objects in the config clusters

Manifests are copied as they are, in the version in which their CRD is stored. CRDs that GKE installed are used as they are:
theirs may refuse what is an extension here, above all \`pathType\`.
`;

/** The page as Markdown. */
export function parityPage(): string {
  const sections = [...new Set(CLAUSES.map(({ section }) => section))];
  const tables = sections.map((section) =>
    table(
      section,
      CLAUSES.filter((clause) => clause.section === section),
    ),
  );
  return [HEAD, ...tables, TAIL].join('\n');
}

function table(section: string, clauses: readonly Clause[]): string {
  const head = ['feature', 'hosted controller', 'Rangelight', 'different on purpose', 'source'];
  const rows = clauses.map(({ feature, hosted, rangelight, why = '', source }) => {
    const [title, link] = PAGES[source];
    return [feature, hosted, rangelight, why, `[${title}](${link})`];
  });
  return [`## ${section}`, '', ...markdownTable(head, rows), ''].join('\n');
}
