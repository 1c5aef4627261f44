// setSecurityPolicy and setEdgeSecurityPolicy: the only ways to put a security policy on a backend service or take it
// off.
import { invalid } from '../errors.ts';
import type { ChangingVerb } from './kind.ts';

function policyVerb(options: {
  readonly field: 'securityPolicy' | 'edgeSecurityPolicy';
  readonly type: string;
  readonly operationType: string;
}): ChangingVerb {
  const { field, type, operationType } = options;
  return {
    changes: true,
    message: 'SecurityPolicyReference',
    operationType,
    seconds: 10,
    references: { securityPolicy: ['securityPolicies'] },
    plan(_current, request, around) {
      // An empty reference, or none, takes the policy off.
      const path = (request.securityPolicy as string | null | undefined) ?? '';
      const policy = path === '' ? undefined : around.store.get(path);
      if (policy !== undefined && policy.body.type !== type) {
        throw invalid('resource.securityPolicy', path, `Must be a security policy of type ${type}.`);
      }
      return (stored) => {
        const { [field]: _before, name, ...rest } = stored.body;
        return { ...stored, body: { ...rest, name, ...(path === '' ? {} : { [field]: path }) } };
      };
    },
  };
}

export const setSecurityPolicy = policyVerb({
  field: 'securityPolicy',
  type: 'CLOUD_ARMOR',
  operationType: 'compute.backendServices.setSecurityPolicy',
});

export const setEdgeSecurityPolicy = policyVerb({
  field: 'edgeSecurityPolicy',
  type: 'CLOUD_ARMOR_EDGE',
  operationType: 'compute.backendServices.setEdgeSecurityPolicy',
});
