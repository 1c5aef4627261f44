// Changes to the demo's repository that several scenarios make.
import { edited, type Tree } from './repository.ts';

export const FOOBAR = 'manifests/blue/foobar.yaml';
export const FLEET = 'rangelight.yaml';

/** One more host of foobar-ingress, served by foo. */
export function withHost(tree: Tree, host: string): Tree {
  const rule = `        - host: ${host}
          http:
            paths:
              - path: /*
                backend:
                  serviceName: foo
                  servicePort: 8080
`;
  return edited(tree, FOOBAR, (text) => text + rule);
}

/** Another line in the fleet file: `withFleet(tree, 'drift: heal', 'drift: report')`. */
export function withFleet(tree: Tree, before: string, after: string): Tree {
  return edited(tree, FLEET, (text) => text.replace(before, after));
}
