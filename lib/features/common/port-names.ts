// Ports by the name that a container gives them. Source: Kubernetes, apimachinery's validation (IsValidPortName).

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
/** Of a container's port, as in the registry of IANA. */
export const LONGEST_PORT_NAME = 15;

export function isPortName(name: string): boolean {
  return name.length <= LONGEST_PORT_NAME && LABEL.test(name) && /[a-z]/.test(name) && !name.includes('--');
}

/** A hint for a number that stands in quotes, where a text means the name of a port. */
export function withoutQuotes(port: string | number): string | undefined {
  if (typeof port !== 'string' || !/^[1-9]\d{0,4}$/.test(port)) return undefined;
  return `Write ${port} without quotes: in quotes it is the name of a port.`;
}
