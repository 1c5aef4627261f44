// What a person can ask for in a comment, as a value, and how it is written.
import { durationText } from '../core/index.ts';
import { joinWords } from './words.ts';

interface InFleet {
  /** Undefined: the only one. */
  readonly fleet?: string;
}

interface Reasoned extends InFleet {
  /** Undefined: none was given. */
  readonly reason?: string;
}

export type Command =
  | { readonly verb: 'help' }
  /** `commit`: first digits of the one that may be compared, seen by a person. */
  | { readonly verb: 'plan'; readonly commit?: string }
  /** `commit`: the whole of it. */
  | { readonly verb: 'follow'; readonly commit: string }
  | (InFleet & { readonly verb: 'apply'; readonly units: readonly string[] })
  /** One plan at least; each approved as if it alone were named, and none where one of them may not be. */
  | (Reasoned & { readonly verb: 'approve'; readonly digests: readonly string[] })
  /** `duration` in milliseconds; undefined: until somebody resumes. */
  | (Reasoned & { readonly verb: 'pause'; readonly unit?: string; readonly duration?: number })
  | (Reasoned & { readonly verb: 'resume'; readonly unit?: string })
  /** `duration` in milliseconds. */
  | (InFleet & { readonly verb: 'freeze'; readonly duration: number; readonly reason: string })
  | (Reasoned & { readonly verb: 'unfreeze' })
  /** `cluster`: its link. `duration` in milliseconds. */
  | (InFleet & {
      readonly verb: 'drain';
      readonly cluster: string;
      readonly duration: number;
      readonly asFarAsPossible?: true;
      readonly reason: string;
    })
  | (Reasoned & { readonly verb: 'undrain'; readonly cluster: string; readonly atOnce?: true })
  | (Reasoned & { readonly verb: 'rollback'; readonly unit: string; readonly to?: string; readonly now?: true });

export type Verb = Command['verb'];

/** The word that a command begins with. */
export const CALL = '/rangelight';

/** Every verb with what follows it, in the order of the help. */
export const USAGE: Readonly<Record<Verb, { readonly takes: string; readonly does: string }>> = {
  plan: {
    takes: '[COMMIT]',
    does: "plan this pull request again, a stranger's when you name its commit; elsewhere, the branch",
  },
  apply: {
    takes: '[UNIT…] [--fleet NAME]',
    does: 'apply what the branch asks for, after the merge, with policy.apply: manual',
  },
  approve: {
    takes: 'DIGEST… [--fleet NAME] [REASON…]',
    does: 'approve exactly the plans that are named, gates included',
  },
  pause: {
    takes: '[--unit UNIT] [--for 2h] [--fleet NAME] [REASON…]',
    does: 'stop every write of a unit or of the whole fleet, before the next call',
  },
  resume: {
    takes: '[--unit UNIT] [--fleet NAME] [REASON…]',
    does: 'end a pause, or where there is none the rollback of a unit',
  },
  freeze: {
    takes: '2h [--fleet NAME] REASON…',
    does: 'let no run of the fleet begin for so long, a day at most; what has begun comes to its end (admins)',
  },
  unfreeze: { takes: '[--fleet NAME] [REASON…]', does: 'end a freeze (admins)' },
  drain: {
    takes: 'LINK --for 2h [--as-far-as-possible] [--fleet NAME] REASON…',
    does: 'keep requests away from a cluster for so long, 14 days at most, where the others can bear them; `drain LINK for 2h: REASON…` is read too',
  },
  undrain: {
    takes: 'LINK [--at-once] [--fleet NAME] [REASON…]',
    does: 'give a drained cluster its requests back, share by share and where it is well',
  },
  rollback: {
    takes: 'UNIT [--to RUN] [--now] [--fleet NAME] [REASON…]',
    does: 'take a unit back to what an earlier run reached: shows its plan, and begins when that is approved',
  },
  follow: { takes: 'COMMIT', does: 'take that commit as the head of the branch, where nothing is known to lead there' },
  help: { takes: '', does: 'show this' },
};

export const VERBS: readonly Verb[] = Object.keys(USAGE) as Verb[];

/** The line that reads as the command again. */
export function commandLine(command: Command): string {
  return `${CALL} ${joinWords([command.verb, ...wordsOf(command)])}`;
}

function wordsOf(command: Command): readonly string[] {
  switch (command.verb) {
    case 'help':
      return [];
    case 'plan':
      return command.commit === undefined ? [] : [command.commit];
    case 'follow':
      return [command.commit];
    case 'apply':
      return [...option('fleet', command.fleet), ...command.units];
    case 'approve':
      return [...option('fleet', command.fleet), ...command.digests, ...reason(command)];
    case 'pause': {
      const { unit, duration, fleet } = command;
      const lasting = duration === undefined ? undefined : durationText(duration);
      return [...option('unit', unit), ...option('for', lasting), ...option('fleet', fleet), ...reason(command)];
    }
    case 'resume':
      return [...option('unit', command.unit), ...option('fleet', command.fleet), ...reason(command)];
    case 'freeze':
      return [...option('fleet', command.fleet), durationText(command.duration), ...reason(command)];
    case 'unfreeze':
      return [...option('fleet', command.fleet), ...reason(command)];
    case 'drain':
      return [
        ...option('for', durationText(command.duration)),
        ...(command.asFarAsPossible === true ? ['--as-far-as-possible'] : []),
        ...option('fleet', command.fleet),
        command.cluster,
        ...reason(command),
      ];
    case 'undrain':
      return [
        ...(command.atOnce === true ? ['--at-once'] : []),
        ...option('fleet', command.fleet),
        command.cluster,
        ...reason(command),
      ];
    case 'rollback':
      return [
        ...option('to', command.to),
        ...(command.now === true ? ['--now'] : []),
        ...option('fleet', command.fleet),
        command.unit,
        ...reason(command),
      ];
  }
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}`, value];
}

/** After `--` nothing is an option. */
function reason(command: { readonly reason?: string }): readonly string[] {
  return command.reason === undefined ? [] : ['--', command.reason];
}
