// The messages of the three topics, checked where they come in.
import { ALL_STOP_REASONS, isJsonObject, type JsonObject, RangelightError } from '../../core/index.ts';
import type { ReportMessage, RevisionHint, TaskMessage, UnitRun } from '../../ports/index.ts';

/** A revision hint. Fails with `invalid`, naming the field. */
export function parseRevisionHint(data: unknown): RevisionHint {
  const fields = reader(data);
  const type = fields.oneOf('type', ['push', 'pull-request', 'merge-group', 'rerequest', 'facts', 'poll']);
  const [branch, before, after] = [fields.maybeText('branch'), fields.maybeText('before'), fields.maybeText('after')];
  const [forced, pullRequest] = [fields.maybeFlag('forced'), fields.maybeCount('pullRequest')];
  const [commit, putsBack] = [fields.maybeText('commit'), fields.maybeFlag('putsBack')];
  const byItself =
    fields.maybeText('byItself') === undefined ? undefined : fields.oneOf('byItself', ['changed', 'same']);
  return {
    type,
    repository: fields.text('repository'),
    delivery: fields.text('delivery'),
    ...(branch === undefined ? {} : { branch }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(forced === undefined ? {} : { forced }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(commit === undefined ? {} : { commit }),
    ...(byItself === undefined ? {} : { byItself }),
    ...(putsBack === undefined ? {} : { putsBack }),
  };
}

/** A task. Fails with `invalid`, naming the field. */
export function parseTask(data: unknown): TaskMessage {
  const { text, count, oneOf, maybeText, objects } = reader(data);
  const type = oneOf('type', ['run', 'finish', 'drain', 'adopt', 'retire', 'give-back']);
  if (type === 'finish' || type === 'drain') return { type, fleet: text('fleet') };
  if (type !== 'run') return { type, fleet: text('fleet'), unit: text('unit') };
  const delivery = maybeText('delivery');
  const beside = objects('beside').map(unitRun);
  const own = unitRun({ text });
  // One worker holds the leases of all of them, which would keep two runs of a unit apart no more.
  if (new Set([own, ...beside].map(({ unit }) => unit)).size <= beside.length)
    throw invalid('a unit twice in beside, or beside itself');
  return {
    type,
    fleet: text('fleet'),
    seq: count('seq'),
    commit: text('commit'),
    ...own,
    ...(delivery === undefined ? {} : { delivery }),
    ...(beside.length === 0 ? {} : { beside }),
  };
}

function unitRun({ text }: Pick<FieldReader, 'text'>): UnitRun {
  return { unit: text('unit'), plan: text('plan'), desired: text('desired'), runId: text('runId') };
}

/** A report. Fails with `invalid`, naming the field. */
export function parseReport(data: unknown): ReportMessage {
  const { text, count, oneOf, maybeCount } = reader(data);
  const type = oneOf('type', [
    'revision',
    'run',
    'drift',
    'state',
    'stop',
    'closed',
    'drain',
    'comment',
    'press',
    'branch',
    'dead-letters',
    'deliveries',
  ]);
  if (type === 'dead-letters' || type === 'deliveries') return { type };
  if (type === 'state') return { type, fleet: text('fleet') };
  if (type === 'stop') return { type, fleet: text('fleet'), reason: oneOf('reason', ALL_STOP_REASONS) };
  if (type === 'drift') return { type, fleet: text('fleet'), unit: text('unit') };
  if (type === 'run') {
    const at = maybeCount('at');
    const run = { type, fleet: text('fleet'), commit: text('commit'), unit: text('unit'), runId: text('runId') };
    return { ...run, ...(at === undefined ? {} : { at }) };
  }
  const repository = text('repository');
  if (type === 'branch') return { type, repository };
  if (type === 'closed') return { type, repository, pullRequest: count('pullRequest'), head: text('head') };
  if (type === 'drain')
    return { type, repository, fleet: text('fleet'), cluster: text('cluster'), issue: count('issue') };
  if (type === 'comment') return { type, repository, comment: count('comment'), issue: count('issue') };
  if (type === 'press') return { type, repository, body: text('body'), signature: text('signature') };
  const pullRequest = maybeCount('pullRequest');
  return { type, repository, commit: text('commit'), ...(pullRequest === undefined ? {} : { pullRequest }) };
}

interface FieldReader {
  /** A text that is not empty. */
  readonly text: (name: string) => string;
  /** A whole number, not negative. */
  readonly count: (name: string) => number;
  readonly oneOf: <T extends string>(name: string, values: readonly T[]) => T;
  readonly maybeText: (name: string) => string | undefined;
  readonly maybeCount: (name: string) => number | undefined;
  readonly maybeFlag: (name: string) => boolean | undefined;
  /** A list of objects, each read in the same way; none where it is absent. */
  readonly objects: (name: string) => readonly FieldReader[];
}

function reader(data: unknown): FieldReader {
  if (!isJsonObject(data)) throw invalid('the message is not an object');
  const fields: JsonObject = data;
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    throw invalid(`${name} must be a text`);
  };
  const count = (name: string): number => {
    const value = fields[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw invalid(`${name} must be a whole number`);
  };
  const unless = <T>(name: string, read: (name: string) => T): T | undefined =>
    fields[name] === undefined ? undefined : read(name);
  return {
    text,
    count,
    oneOf(name, values) {
      const found = values.find((value) => value === fields[name]);
      if (found !== undefined) return found;
      throw invalid(`${name} must be one of ${values.join(', ')}`);
    },
    maybeText: (name) => unless(name, text),
    maybeCount: (name) => unless(name, count),
    maybeFlag(name) {
      const value = fields[name];
      if (value === undefined || typeof value === 'boolean') return value;
      throw invalid(`${name} must be true or false`);
    },
    objects(name) {
      const value = fields[name] ?? [];
      if (Array.isArray(value)) return value.map(reader);
      throw invalid(`${name} must be a list`);
    },
  };
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'pubsub', message);
}
