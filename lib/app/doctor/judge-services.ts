// Whether a function runs as its code takes for granted: its time, its identity, whose tokens it takes, its share of
// quotas. Source: Cloud Run REST reference, projects.locations.services.
import { type JsonObject, objectsAt, textAt, textsAt } from '../../core/index.ts';
import type { Contract } from './contract.ts';
import { APPLY, type Defect, type DefectCode } from './defect.ts';

/** @param found undefined: there is none. */
export function judgeService(
  { functions }: Contract,
  name: string,
  account: string,
  found: JsonObject | undefined,
): readonly Defect[] {
  const where = `service rangelight-${name}`;
  if (found === undefined)
    return [{ code: 'service-missing', where, message: 'it is not there', fix: `${APPLY}, or another --region` }];
  const expected = functions[name];
  if (expected === undefined) return [];
  const findings: Defect[] = [];
  const wrong = (code: DefectCode, message: string): void => void findings.push({ code, where, message, fix: APPLY });
  const timeout = Number((textAt(found, 'template', 'timeout') ?? '0').replace(/s$/, ''));
  if (timeout < expected.timeoutSeconds)
    wrong(
      'service-timeout',
      `it is cut off after ${timeout} s, and its code goes on for up to ${expected.timeoutSeconds} s`,
    );
  const identity = textAt(found, 'template', 'serviceAccount') ?? 'the default account';
  if (identity !== account) wrong('service-identity', `it runs as ${identity}, and its rights are those of ${account}`);
  const { audience } = expected;
  const told = variableOf(found, 'RANGELIGHT_OIDC_AUDIENCE');
  if (audience !== null && (!textsAt(found, 'customAudiences').includes(audience) || told !== audience))
    wrong('service-audience', `it takes tokens for ${told ?? 'nobody'}, and Pub/Sub makes them for ${audience}`);
  return findings;
}

/** The shares of all functions in one quota, where they are together more than what was reckoned with. */
export function judgeShares(
  { functions }: Contract,
  services: ReadonlyMap<string, JsonObject | undefined>,
): readonly Defect[] {
  const expected = new Map<string, number>();
  const told = new Map<string, number>();
  for (const [name, { shares }] of Object.entries(functions)) {
    for (const [variable, share] of Object.entries(shares)) {
      expected.set(variable, (expected.get(variable) ?? 0) + share);
      const own = Number(variableOf(services.get(name), variable) ?? share);
      told.set(variable, (told.get(variable) ?? 0) + own);
    }
  }
  return [...expected].flatMap(([variable, most]): readonly Defect[] => {
    const all = told.get(variable) ?? 0;
    if (all <= most) return [];
    const message = `the functions take ${all} together, and ${most} is what the quota leaves them`;
    return [{ code: 'service-shares', where: variable, message, fix: `take it out of settings, then ${APPLY}` }];
  });
}

function variableOf(service: JsonObject | undefined, name: string): string | undefined {
  const [container] = objectsAt(service, 'template', 'containers');
  return textAt(
    objectsAt(container, 'env').find((one) => textAt(one, 'name') === name),
    'value',
  );
}
