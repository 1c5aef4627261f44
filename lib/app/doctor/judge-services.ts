// Whether a function runs as its code takes for granted: its time, its identity, whose tokens it takes, its share of
// quotas. Source: Cloud Run REST reference, projects.locations.services.
import { type JsonObject, numberAt, objectsAt, textAt, textsAt, valueAt } from '../../core/index.ts';
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
  const condition = valueAt(found, 'terminalCondition');
  if (condition !== undefined && textAt(condition, 'state') !== 'CONDITION_SUCCEEDED') {
    const why = textAt(condition, 'message') ?? textAt(condition, 'state') ?? '?';
    wrong('service-not-ready', `it did not start: ${why}; its log has a line with every variable at fault`);
  }
  const instances = numberAt(found, 'template', 'scaling', 'maxInstanceCount');
  const reckoned = Number(variableOf(found, 'RANGELIGHT_MAX_INSTANCES') ?? expected.mostInstances);
  if (instances === undefined || instances > reckoned)
    wrong(
      'service-instances',
      `it may have ${instances ?? 'any number of'} instances, and each takes its share of quotas as one of ${reckoned}`,
    );
  findings.push(...judgeInvoker(where, name, found));
  return findings;
}

/** Functions verify tokens themselves, whose signature Cloud Run would take away; only Google reaches private ones. */
function judgeInvoker(where: string, name: string, found: JsonObject): readonly Defect[] {
  if (name === 'webhook') return [];
  const isChecked = valueAt(found, 'invokerIamDisabled') !== true;
  const ingress = textAt(found, 'ingress') ?? 'INGRESS_TRAFFIC_ALL';
  const isOpen = ingress !== 'INGRESS_TRAFFIC_INTERNAL_ONLY';
  const defect = (message: string): Defect => ({ code: 'service-invoker', where, message, fix: APPLY });
  return [
    ...(isChecked
      ? [defect('Cloud Run checks the invoker, and takes the signature away that the function verifies')]
      : []),
    ...(isOpen ? [defect(`it takes calls from everywhere (${ingress})`)] : []),
  ];
}

/** Whether GitHub can call the webhook. @param policy of the service. */
export function judgeWebhookAccess(found: JsonObject | undefined, policy: JsonObject | undefined): readonly Defect[] {
  if (found === undefined || valueAt(found, 'invokerIamDisabled') === true) return [];
  const isOpen = objectsAt(policy, 'bindings').some(
    (binding) => textAt(binding, 'role') === 'roles/run.invoker' && textsAt(binding, 'members').includes('allUsers'),
  );
  if (isOpen) return [];
  const message = 'GitHub may not call it: neither allUsers may invoke it, nor is the check of the invoker off';
  return [
    { code: 'service-invoker', where: 'service rangelight-webhook', message, fix: `${APPLY}, with webhook_access` },
  ];
}

/** Whether a function knows the number of each fleet host project, by which it reaches clusters. */
export function judgeFleetNumbers(
  name: string,
  found: JsonObject | undefined,
  numbers: ReadonlyMap<string, string>,
): readonly Defect[] {
  if (found === undefined) return [];
  const told = new Map(
    (variableOf(found, 'RANGELIGHT_FLEET_PROJECT_NUMBERS') ?? '')
      .split(',')
      .map((pair) => pair.split('=') as [string, string | undefined]),
  );
  return [...numbers].flatMap(([project, number]): readonly Defect[] => {
    if (told.get(project) === number) return [];
    const message = `it takes ${told.get(project) ?? 'no number'} for that of ${project}, which is ${number}: it reaches none of its clusters`;
    const fix = `${APPLY}, with ${project} in a fleet of fleets`;
    return [{ code: 'service-fleet-number', where: `service rangelight-${name}`, message, fix }];
  });
}

/** What all functions may take of a quota in a minute, as they are told. */
export function takenOf(
  { functions }: Contract,
  services: ReadonlyMap<string, JsonObject | undefined>,
  variable: string,
): number {
  return Object.entries(functions).reduce((sum, [name, { shares }]) => {
    const own = shares[variable];
    return own === undefined ? sum : sum + Number(variableOf(services.get(name), variable) ?? own);
  }, 0);
}

/** The shares of all functions in one quota, where they are together more than what was reckoned with. */
export function judgeShares(
  contract: Contract,
  services: ReadonlyMap<string, JsonObject | undefined>,
): readonly Defect[] {
  const expected = new Map<string, number>();
  for (const { shares } of Object.values(contract.functions))
    for (const [variable, share] of Object.entries(shares))
      expected.set(variable, (expected.get(variable) ?? 0) + share);
  return [...expected].flatMap(([variable, most]): readonly Defect[] => {
    const all = takenOf(contract, services, variable);
    if (all <= most) return [];
    const message = `the functions take ${all} together, and ${most} is what the quota leaves them`;
    return [{ code: 'service-shares', where: variable, message, fix: `take it out of settings, then ${APPLY}` }];
  });
}

export function variableOf(service: JsonObject | undefined, name: string): string | undefined {
  const [container] = objectsAt(service, 'template', 'containers');
  return textAt(
    objectsAt(container, 'env').find((one) => textAt(one, 'name') === name),
    'value',
  );
}
