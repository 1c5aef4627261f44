// Reads what a client says about a check run: output, annotations, actions, and the rules they obey.
import { invalidRequest } from '../errors.ts';
import type { Fields } from '../fields.ts';
import type { Annotation, CheckAction, CheckRun, CheckStatus } from '../state.ts';
import { characters } from './text-limits.ts';

const longestOutput = 65_535;
const mostAnnotations = 50;
const mostActions = 3;
const conclusions = ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'] as const;

export interface CheckRunInput {
  readonly status?: CheckStatus;
  readonly conclusion?: string;
  readonly output?: CheckRun['output'];
  /** Replace the run's buttons. */
  readonly actions?: readonly CheckAction[];
  readonly annotations: readonly Annotation[];
}

/** The parts that creating and updating share; throws 422 where GitHub does. */
export function readCheckRun(fields: Fields): CheckRunInput {
  const conclusion = fields.oneOf('conclusion', conclusions);
  const asked = fields.oneOf('status', ['queued', 'in_progress', 'completed']);
  if (asked === 'completed' && conclusion === undefined) {
    throw invalidRequest('"conclusion" wasn\'t supplied for status completed.');
  }
  // Giving a conclusion completes the run, whatever the status says.
  const status = conclusion === undefined ? asked : 'completed';
  const actions = readActions(fields.objects('actions'));
  const output = fields.object('output');
  output?.refuse('images');
  return {
    ...(status === undefined ? {} : { status }),
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(output === undefined ? {} : { output: readOutput(output) }),
    ...(actions === undefined ? {} : { actions }),
    annotations: readAnnotations(output?.objects('annotations') ?? []),
  };
}

function readOutput(output: Fields): CheckRun['output'] {
  const text = output.optionalText('text') ?? null;
  const summary = output.text('summary');
  for (const [name, value] of [
    ['summary', summary],
    ['text', text ?? ''],
  ] as const) {
    if (characters(value) > longestOutput) {
      throw invalidRequest(`For 'output/${name}', only ${longestOutput} characters are allowed.`);
    }
  }
  return { title: output.optionalText('title') ?? null, summary, text };
}

function readAnnotations(given: readonly Fields[]): Annotation[] {
  if (given.length > mostAnnotations) {
    throw invalidRequest(`No more than ${mostAnnotations} items are allowed; ${given.length} were supplied.`);
  }
  return given.map((fields) => {
    const level = fields.oneOf('annotation_level', ['notice', 'warning', 'failure']);
    const [start, end] = [fields.integer('start_line'), fields.integer('end_line')];
    if (level === undefined || start === undefined || end === undefined) {
      throw invalidRequest("annotation_level, start_line or end_line wasn't supplied.");
    }
    const [startColumn, endColumn] = [fields.integer('start_column'), fields.integer('end_column')];
    if (start !== end && (startColumn !== undefined || endColumn !== undefined)) {
      throw invalidRequest('Columns are allowed only when start_line and end_line are the same.');
    }
    return {
      path: fields.text('path'),
      start_line: start,
      end_line: end,
      start_column: startColumn ?? null,
      end_column: endColumn ?? null,
      annotation_level: level,
      title: limited(fields, 'title', 255),
      message: limited(fields, 'message', 65_536) ?? fields.text('message'),
      raw_details: limited(fields, 'raw_details', 65_536),
    };
  });
}

function limited(fields: Fields, name: string, longest: number): string | null {
  const text = fields.optionalText(name) ?? null;
  if (text !== null && characters(text) > longest)
    throw invalidRequest(`${name}: at most ${longest} characters are allowed.`);
  return text;
}

function readActions(actions: readonly Fields[] | undefined): readonly CheckAction[] | undefined {
  if (actions === undefined) return undefined;
  if (actions.length > mostActions) throw invalidRequest(`No more than ${mostActions} actions are allowed.`);
  return actions.map((action) => ({
    label: short(action, 'label', 20),
    description: short(action, 'description', 40),
    identifier: short(action, 'identifier', 20),
  }));
}

function short(action: Fields, name: string, longest: number): string {
  const text = action.text(name);
  if (characters(text) <= longest) return text;
  throw invalidRequest(`For 'actions/${name}', at most ${longest} characters are allowed.`);
}
