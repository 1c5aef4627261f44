// Hosts in texts of manifests: in URLs, before a port, or written out with `.svc`. Sixteen megabytes of letters may be
// searched, so that each letter is looked at a bounded number of times.

export interface HostInText {
  readonly host: string;
  readonly port?: number;
}

/** Source: RFC 1035: no name is longer. */
const LONGEST = 253;
const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

/** In the order of the text, each once. */
export function hostsInText(text: string): readonly HostInText[] {
  const lower = text.toLowerCase();
  const found = new Map<string, HostInText>();
  const named = new Set<string>();
  const keep = (one: HostInText): void => {
    named.add(one.host);
    found.set(`${one.host}:${one.port ?? ''}`, one);
  };
  for (let at = lower.indexOf(':'); at !== -1; at = lower.indexOf(':', at + 1)) {
    if (lower.startsWith('://', at)) {
      const host = nameFrom(lower, at + 3);
      const port = portFrom(lower, at + 3 + host.length) ?? PORTS[nameBefore(lower, at)];
      if (host !== '') keep({ host, ...(port === undefined ? {} : { port }) });
      continue;
    }
    const [host, port] = [nameBefore(lower, at), portFrom(lower, at)];
    if (host !== '' && port !== undefined && !lower.startsWith('//', at - host.length - 2)) keep({ host, port });
  }
  for (let at = lower.indexOf('.svc'); at !== -1; at = lower.indexOf('.svc', at + 4)) {
    const host = nameBefore(lower, at) + nameFrom(lower, at);
    if (!host.startsWith('.') && !named.has(host)) keep({ host });
  }
  return [...found.values()];
}

/** What one text means as a whole: the first host in it, or itself. */
export function hostIn(text: string): HostInText {
  return hostsInText(text)[0] ?? { host: text };
}

function isOfHost(letter: string | undefined): boolean {
  return letter !== undefined && /[-.a-z0-9]/.test(letter);
}

function nameBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start <= LONGEST && isOfHost(text[start - 1])) start -= 1;
  return text.slice(start, end);
}

function nameFrom(text: string, start: number): string {
  let end = start;
  while (end - start <= LONGEST && isOfHost(text[end])) end += 1;
  return text.slice(start, end).replace(/\.$/, '');
}

/** The port after a colon at a place. */
function portFrom(text: string, colon: number): number | undefined {
  const digits = text[colon] === ':' ? /^\d{1,5}/.exec(text.slice(colon + 1, colon + 6))?.[0] : undefined;
  const port = digits === undefined ? 0 : Number(digits);
  return port > 0 && port < 65_536 ? port : undefined;
}
