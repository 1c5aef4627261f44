// Global things of the project that manifests name and somebody else makes: each kind read for itself, and what cannot
// be read keeps its last value.
import { type JsonObject, orLast, RangelightError, textAt } from '../../../core/index.ts';
import { type Fleet, type ProjectFacts, readProjectCertificate } from '../../../fleet/index.ts';
import { derivedMark, type KindId } from '../../../model/index.ts';
import type { Compute } from '../../../ports/index.ts';

/** @param last as it was known before. @param now milliseconds since the epoch. */
export async function readProject(
  { name: fleet, project }: Fleet,
  compute: Compute,
  last: ProjectFacts | undefined,
  now: number,
  signal: AbortSignal,
): Promise<ProjectFacts> {
  /** What is not this fleet's: its own are results, and the plan must not move because it was carried out. */
  const foreign = async (kind: KindId): Promise<readonly { readonly name: string; readonly body: JsonObject }[]> => {
    const { items, unreachable } = await compute.list(kind, project, signal);
    if (unreachable.length > 0) throw new RangelightError('unavailable', 'compute', `${kind} cannot be listed whole`);
    return items
      .filter(({ ref, body }) => !ref.name.startsWith('rl1-') && derivedMark(body)?.fleet !== fleet)
      .map(({ ref, body }) => ({ name: ref.name, body }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const read = async <K extends keyof ProjectFacts>(
    key: K,
    look: () => Promise<NonNullable<ProjectFacts[K]>>,
  ): Promise<Pick<ProjectFacts, K>> => {
    const value = await orLast(look, last?.[key], signal);
    return (value === undefined ? {} : { [key]: value }) as Pick<ProjectFacts, K>;
  };
  const all = await Promise.all([
    read('addresses', async () =>
      Object.fromEntries((await foreign('address')).map((one) => [one.name, addressOf(one.body)])),
    ),
    read('certificates', async () =>
      Object.fromEntries(
        (await foreign('sslCertificate')).map((one) => [one.name, readProjectCertificate(one.body, now)]),
      ),
    ),
    read('sslPolicies', async () => (await compute.policies('sslPolicy', project, signal)).map((one) => one.name)),
    read('securityPolicies', async () => {
      const policies = await compute.policies('securityPolicy', project, signal);
      return Object.fromEntries(policies.map((one) => [one.name, one.type ?? 'CLOUD_ARMOR']));
    }),
    read('forwardingRules', async () =>
      (await foreign('forwardingRule')).map(({ name, body }) => ({
        name,
        ip: textAt(body, 'IPAddress') ?? '',
        ...(typeof body['portRange'] === 'string' ? { ports: body['portRange'] } : {}),
      })),
    ),
  ]);
  return Object.assign({}, ...all) as ProjectFacts;
}

function addressOf(body: JsonObject): NonNullable<ProjectFacts['addresses']>[string] {
  const isPrivate = textAt(body, 'addressType') === 'INTERNAL' || textAt(body, 'ipVersion') === 'IPV6';
  return { ip: textAt(body, 'address') ?? '', external: !isPrivate };
}
