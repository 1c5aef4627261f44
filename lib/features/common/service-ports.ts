// Ports of a Service as an API server keeps them.
import { type JsonObject, objectsAt } from '../../core/index.ts';

/** With what it makes of a port that says less, so that what is wanted and what stands compare. */
export function portsAsKept(spec: JsonObject): readonly JsonObject[] {
  return objectsAt(spec, 'ports').map((port) => ({ targetPort: port['port'], protocol: 'TCP', ...port }));
}
