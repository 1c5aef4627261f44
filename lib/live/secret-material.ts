// The private part of a resource, read from its Secret at the moment of the write. It goes into the request and nowhere
// else: not into the plan, the journal, a message or the record of what was applied.
import { isJsonObject, type JsonObject, RangelightError } from '../core/index.ts';
import type { SecretSource } from '../model/index.ts';
import type { FleetPorts } from './fleet-ports.ts';
import type { Doing } from './runs.ts';

/**
 * What a body gets besides what the plan says: members that only the Secret has. Fails with `precondition` when no
 * config cluster holds the Secret that the plan was made for, and with `denied` where Secrets may not be read.
 */
export async function secretMaterial(
  source: SecretSource,
  { ports: { secrets }, runs, now }: Pick<Doing, 'runs' | 'now'> & { readonly ports: Pick<FleetPorts, 'secrets'> },
  signal: AbortSignal,
): Promise<JsonObject> {
  if (secrets === undefined) throw new RangelightError('denied', 'kubernetes', 'this function may not read Secrets');
  const readAs = runs.secret(source.use ?? '');
  const failures: unknown[] = [];
  for (const cluster of source.clusters) {
    try {
      const content = await secrets.read(cluster, source.namespace, source.name, signal);
      const { facts, material } = content === undefined ? {} : readAs(content, now, source.around ?? {});
      if (facts?.state !== 'usable' || material === undefined) continue;
      if (facts.fingerprint === (source.fingerprint ?? facts.fingerprint)) return material;
    } catch (error) {
      if (signal.aborted || !(error instanceof RangelightError)) throw error;
      failures.push(error);
    }
  }
  // Where a cluster gave no answer, it may hold the right one.
  if (failures.length > 0) throw failures[0];
  const message = `Secret ${source.name} in namespace ${source.namespace} is not what the plan was made for`;
  throw new RangelightError('precondition', 'kubernetes', message);
}

/** The body with its private part, one level down: the public members beside it stay. */
export function withMaterial(body: JsonObject, material: JsonObject): JsonObject {
  const members = Object.entries(material).map(([member, value]) => {
    const beside = body[member];
    return [member, isJsonObject(beside) && isJsonObject(value) ? { ...beside, ...value } : value] as const;
  });
  return { ...body, ...Object.fromEntries(members) };
}

/** Runs a write; a refusal that quotes what was sent loses the quotation, and its cause, which may quote it too. */
export async function withoutQuoting<T>(
  material: JsonObject,
  write: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (signal.aborted) throw error;
    if (!(error instanceof RangelightError))
      throw new RangelightError('unexpected', 'compute', redacted(String(error), material));
    const { code, system, reason, message } = error;
    throw new RangelightError(code, system, redacted(message, material), reason === undefined ? {} : { reason });
  }
}

/** Texts this short occur by chance. */
const SHORTEST = 8;

function redacted(message: string, material: JsonObject): string {
  let text = message;
  for (const secret of textsIn(material)) text = text.replaceAll(secret, '[redacted]');
  return text;
}

/** Each text as a whole, as JSON writes it, and line by line. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const all = [value, JSON.stringify(value).slice(1, -1), ...value.split(/\r?\n/)];
    return all.filter((text) => text.length >= SHORTEST);
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
