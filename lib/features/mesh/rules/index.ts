// How the resources of a mesh move: the door for whoever plans. In: changes of one unit. Out: gates, and the steps of a
// token.
import { type FeatureRules, step } from '../../../plan/index.ts';
import { TOKEN_SECRET } from '../discovery/remote-secrets-of.ts';
import { meshSecret } from '../kinds/mesh-secret.ts';
import { discoveryGates } from './discovery-gates.ts';
import { policyGates } from './policy-gates.ts';

export const MESH_RULES: FeatureRules = {
  gates: (changes) => [...discoveryGates(changes), ...policyGates(changes)],
  kinds: {
    [meshSecret.id]: {
      /** A token is one when it is issued: what is made of it waits for that. */
      stand: ({ key, ref }, { needs }) => {
        const made = step('expand', { type: 'apply', key, stage: 'final' }, needs);
        return ref.name === TOKEN_SECRET ? [made, step('expand', { type: 'await', key }, [made.id])] : [made];
      },
    },
  },
};
