// What the two config clusters hold otherwise than each other, beside a plan: a fail-over is only as good as the
// backup.
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt, textsAt } from '../core/index.ts';
import { lineText, type ReportPart, type ToldLine, toldWords } from './part.ts';
import { plural } from './changes/change-words.ts';
import { visible } from './markdown/escape.ts';

/** Under this name it stands in the outlook. */
export const CONFIG_PARITY = 'configParity';

export interface ConfigParity {
  readonly primary: string;
  readonly backup: string;
  /** How many objects either of them has. */
  readonly objects: number;
  /** How many Secrets that manifests name are known of both. */
  readonly secrets: number;
  /** How many of all these are not the same in both. */
  readonly unlike: number;
  /** The first of them, in words: `MultiClusterService blue/foo`, and what is otherwise. */
  readonly shown: readonly { readonly object: string; readonly how: string }[];
  /** Who else holds the spec of an object, with how many, in words: `kubectl-edit in us-west1/gke-us: 2`. */
  readonly managers: readonly string[];
  /** Secrets of which nobody can tell, with the reason. */
  readonly unknown: readonly string[];
}

export function keptParity({ shown, managers, unknown, ...parity }: ConfigParity): JsonObject {
  return { ...parity, shown: shown.map((one) => ({ ...one })), managers: [...managers], unknown: [...unknown] };
}

export const configParityPart: ReportPart = {
  planned: ({ outlook }) => {
    const parity = readParity(outlook?.[CONFIG_PARITY]);
    if (parity === undefined) return {};
    return {
      after: () => [headingOf(parity), toldWords(linesOf(parity))].join('\n\n'),
      whole: () => [headingOf(parity), ...linesOf(parity).map((line) => `  ${visible(lineText(line))}`)],
    };
  },
};

function readParity(kept: JsonObject | undefined): ConfigParity | undefined {
  if (!isJsonObject(kept)) return undefined;
  return {
    primary: textAt(kept, 'primary') ?? '',
    backup: textAt(kept, 'backup') ?? '',
    objects: numberAt(kept, 'objects') ?? 0,
    secrets: numberAt(kept, 'secrets') ?? 0,
    unlike: numberAt(kept, 'unlike') ?? 0,
    shown: objectsAt(kept, 'shown').map((one) => ({
      object: textAt(one, 'object') ?? '',
      how: textAt(one, 'how') ?? '',
    })),
    managers: textsAt(kept, 'managers'),
    unknown: textsAt(kept, 'unknown'),
  };
}

function headingOf({ objects, secrets, unlike }: ConfigParity): string {
  const same = unlike === 0 ? 'the same in both' : `${unlike} not the same in both`;
  const those =
    secrets === 0 ? plural(objects, 'object') : `${plural(objects, 'object')} and ${plural(secrets, 'Secret')}`;
  return `Config clusters as they stand: ${those}, ${same}`;
}

function linesOf({ shown, managers, unlike, unknown }: ConfigParity): readonly ToldLine[] {
  return [
    ...shown.map(({ object, how }): ToldLine => [{ name: object }, ': ', { name: how }]),
    ...(unlike > shown.length ? [[`… and ${unlike - shown.length} more: rangelight parity has them all`]] : []),
    ...unknown.map((what): ToldLine => ['not known whether the same in both: ', { name: what }]),
    ...managers.map((who): ToldLine => ['their spec is also held by ', { name: who }]),
  ];
}
