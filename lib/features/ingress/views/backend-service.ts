// The body of a backend service as far as it serves: read once, whoever wrote it. Source: compute v1 backendServices.
import { type JsonObject, numberAt, objectsAt, textAt, valueAt } from '../../../core/index.ts';
import { type BackendMark, parseBackendMark } from '../drain/backend-mark.ts';
import type { RefKey } from '../../../model/index.ts';

/** Groups of one backend service. Source: Cloud Load Balancing, "Quotas and limits". */
export const BACKENDS_LIMIT = 50;

export interface BackendServiceView {
  /** In the order of the body. Compute takes none without a group. */
  readonly backends: readonly {
    readonly group: RefKey;
    /** Share of its capacity that it takes, 0 to 1; undefined when the body does not say. */
    readonly capacityScaler: number | undefined;
    /** Which cluster it is of, and who drained that; undefined when the body does not say. */
    readonly mark: BackendMark | undefined;
  }[];
  /** Whether Identity-Aware Proxy decides who may pass. What says nothing of it stands open. */
  readonly iapEnabled: boolean;
}

/** @param body undefined: there is no service, which serves nobody. */
export function backendServiceView(body: JsonObject | undefined): BackendServiceView {
  return {
    backends: objectsAt(body, 'backends').flatMap((backend) => {
      const group = textAt(backend, 'group');
      return group === undefined
        ? []
        : [
            {
              group,
              capacityScaler: numberAt(backend, 'capacityScaler'),
              mark: parseBackendMark(textAt(backend, 'description')),
            },
          ];
    }),
    iapEnabled: valueAt(body, 'iap', 'enabled') === true,
  };
}
