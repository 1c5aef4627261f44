// The API servers that we wrote: in this process, with emulated time.
import { createKubernetesEmulator } from '../../emulators/kubernetes/index.ts';
import { injectReadinessGate } from '../../emulators/kubernetes/workloads/index.ts';
import { clusterTokens } from '../cluster-rights.ts';
import type { StartApiServers } from './api-server.ts';

export const embeddedServers: StartApiServers = () =>
  Promise.resolve({
    answersNames: false,
    open: ({ name, negController }, { clock, random }) =>
      Promise.resolve({
        api: createKubernetesEmulator({
          name,
          clock,
          random,
          tokens: clusterTokens(),
          ...(negController ? { admission: injectReadinessGate } : {}),
        }),
        hasControllers: false,
        close: () => Promise.resolve(),
      }),
    close: () => Promise.resolve(),
  });
