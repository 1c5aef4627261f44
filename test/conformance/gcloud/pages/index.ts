// Every page whose commands are run.
import type { Page } from '../../steps.ts';
import { frontEndPages } from './front-ends.ts';
import { loadBalancerPages } from './load-balancers.ts';
import { negPages } from './network-endpoint-groups.ts';
import { projectPages } from './project.ts';
import { securityPages } from './security.ts';
import { servicePages } from './services.ts';
import { urlMapPages } from './url-maps.ts';

export const pages: readonly Page[] = [
  ...negPages,
  ...loadBalancerPages,
  ...servicePages,
  ...urlMapPages,
  ...frontEndPages,
  ...securityPages,
  ...projectPages,
];
