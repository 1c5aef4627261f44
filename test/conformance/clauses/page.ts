// The clauses as docs/parity.md, which opens with what they come to, and a page for each section.
import { markdownTable } from '../../../docs/reference/markdown-table.ts';
import { type Clause, PAGES } from './clause.ts';
import { CLAUSES } from './clauses.ts';

const MADE = '<!-- Generated from test/conformance/clauses by `npm run gen`. Do not edit. -->\n';

const HEAD = `${MADE}
# Parity with the hosted controller

What the hosted Multi Cluster Ingress controller accepts, and what Rangelight makes of it. Each line of the pages is a conformance case: the
last column's page is the public source for what the hosted controller does, and what Rangelight does is shown by manifests that
a test compiles, or by a test of its own. Where Google says nothing, the source is what the open controller of single-cluster Ingress does, and is
marked as inferred. What is not supported is an error on its line, and the object is held: see [limitations](limitations.md).
What real Kubernetes, CoreDNS and Envoy say of it is on [How the local cloud is held to the real world](real-world.md).
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

/** Path below docs → Markdown. */
export function parityPages(): ReadonlyMap<string, string> {
  const sections = [...new Set(CLAUSES.map(({ section }) => section))];
  const pages = sections.map((section) => [pathOf(section), sectionPage(section)] as const);
  return new Map([['parity.md', [HEAD, summary(sections), TAIL].join('\n')], ...pages]);
}

type Section = Clause['section'];

function pathOf(section: Section): string {
  return `parity/${section.toLowerCase().replaceAll(' ', '-')}.md`;
}

function clausesOf(section: Section): readonly Clause[] {
  return CLAUSES.filter((clause) => clause.section === section);
}

function summary(sections: readonly Section[]): string {
  const head = ['page', 'clauses', 'as the hosted controller', 'different on purpose', 'inferred'];
  const count = (clauses: readonly Clause[]): readonly string[] => {
    const purposely = clauses.filter(({ why = '' }) => why !== '').length;
    const inferred = clauses.filter(({ source }) => PAGES[source][0].startsWith('inferred')).length;
    return [clauses.length, clauses.length - purposely, purposely, inferred].map(String);
  };
  const rows = sections.map((section) => [`[${section}](${pathOf(section)})`, ...count(clausesOf(section))]);
  return [...markdownTable(head, [...rows, ['all', ...count(CLAUSES)]]), ''].join('\n');
}

function sectionPage(section: Section): string {
  const head = ['feature', 'hosted controller', 'Rangelight', 'different on purpose', 'source'];
  const rows = clausesOf(section).map(({ feature, hosted, rangelight, why = '', source }) => {
    const [title, link] = PAGES[source];
    return [feature, hosted, rangelight, why, `[${title}](${link})`];
  });
  const title = `# Parity: ${section}\n\nWhat the columns mean: [parity with the hosted controller](../parity.md).\n`;
  return [`${MADE}\n${title}`, ...markdownTable(head, rows), ''].join('\n');
}
