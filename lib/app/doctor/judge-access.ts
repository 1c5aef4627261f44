// Whether each function can read and write the documents that are its own, and no others: the planner is kept from
// what was applied, and from approvals, by the conditions on its bindings. Source: Cloud Storage JSON API,
// Buckets.getIamPolicy; IAM Conditions, `resource.name`; docs/adr/0029.
import { type JsonObject, objectsAt, textAt, textsAt } from '../../core/index.ts';
import type { DocumentBucket, Contract, Documents } from './contract.ts';
import { APPLY, type Defect } from './defect.ts';

export interface Holder {
  /** For people: the function's name. */
  readonly name: string;
  /** As IAM calls it: `serviceAccount:…`. */
  readonly member: string;
  readonly documents: Documents;
}

export interface ExaminedBucket {
  readonly name: string;
  readonly use: DocumentBucket;
  /** Of the roles of documents. */
  readonly project: string;
}

const EVERYBODY = ['allUsers', 'allAuthenticatedUsers'];
const NOBODY_ELSE = 'what is not its own';

/** @param policy of the bucket. */
export function judgeAccess(
  { objectRoles }: Pick<Contract, 'objectRoles'>,
  { name, use, project }: ExaminedBucket,
  holders: readonly Holder[],
  policy: JsonObject | undefined,
): readonly Defect[] {
  const where = `gs://${name}`;
  const role = (of: keyof typeof objectRoles): string => `projects/${project}/roles/rangelight_object_${of}`;
  const bindings = objectsAt(policy, 'bindings');
  const findings: Defect[] = [];
  for (const binding of bindings) {
    const open = textsAt(binding, 'members').filter((one) => EVERYBODY.includes(one));
    const held = textAt(binding, 'role') ?? '?';
    if (open.length > 0)
      findings.push({
        code: 'bucket-open',
        where,
        message: `${open.join(' and ')} has ${held}: documents name clusters, hosts and people`,
        fix: `gcloud storage buckets remove-iam-policy-binding ${where} --member=${open[0]} --role=${held}`,
      });
  }
  for (const { name: holder, member, documents } of holders) {
    const own = bindings.filter((binding) => textsAt(binding, 'members').includes(member));
    const withRole = (one: string): readonly JsonObject[] => own.filter((binding) => textAt(binding, 'role') === one);
    const isReader = withRole(role('reader')).some((binding) => binding['condition'] === undefined);
    if (documents.reads.includes(use) && !isReader)
      findings.push({ code: 'bucket-reader-missing', where, message: `${holder} cannot read it`, fix: APPLY });
    const wanted = documents.writes[use];
    const writes = withRole(role(use === 'audit' ? 'adder' : 'writer'));
    const granted = writes.map((binding) => collectionsIn(name, textAt(binding, 'condition', 'expression')));
    const narrow = new Set(granted.flatMap((one) => one ?? []));
    const isWhole = granted.includes(undefined);
    const missing = isWhole ? [] : wanted.filter((one) => !narrow.has(one));
    if (missing.length > 0)
      findings.push({
        code: 'bucket-writer-missing',
        where,
        message: `${holder} cannot write ${missing.join(', ')}`,
        fix: APPLY,
      });
    const beyond = [...narrow].filter((one) => !wanted.includes(one)).sort();
    const others = own.map((binding) => textAt(binding, 'role') ?? '?');
    const strange = others.filter((one) => one !== role('reader') && !writes.some((of) => textAt(of, 'role') === one));
    const too = [...(isWhole ? [NOBODY_ELSE] : []), ...beyond, ...strange];
    if (too.length > 0)
      findings.push({
        code: 'bucket-writer-wide',
        where,
        message: `no condition keeps ${holder} from ${too.join(', ')}`,
        fix: `${APPLY}; take a binding that is not the module's away: gcloud storage buckets get-iam-policy ${where}`,
      });
  }
  return findings;
}

const ONE = /^resource\.name\.startsWith\("projects\/_\/buckets\/([^/"]+)\/objects\/([^/"]+)\/"\)$/;

/** What a condition of the module lets one write; undefined for everything, and for what nobody here can read. */
function collectionsIn(bucket: string, expression: string | undefined): readonly string[] | undefined {
  if (expression === undefined) return undefined;
  const parts = expression.split(' || ').map((part) => ONE.exec(part.trim()));
  const isKnown = parts.every((part) => part?.[1] === bucket);
  return isKnown ? parts.flatMap((part) => part?.[2] ?? []) : undefined;
}
