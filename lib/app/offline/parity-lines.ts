// Git, primary and backup, for a terminal.
import { canonicalJson, type Json } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { ParityObject, ParitySide } from '../planning/parity-of.ts';
import type { SecretParity } from './secret-parity.ts';

export interface Parity {
  readonly primary: ClusterLink;
  readonly backup: ClusterLink;
  readonly objects: readonly ParityObject[];
  readonly secrets: readonly SecretParity[];
  /** Why a config cluster does not tell, in words. */
  readonly unread: readonly string[];
}

export function isUnlike({ objects, secrets }: Parity): boolean {
  return (
    objects.some((one) => sidesOf(one).some(({ state }) => state === 'differs' || state === 'absent')) ||
    secrets.some(({ state }) => state === 'differs' || state === 'absent')
  );
}

export function isUnknownPart({ objects, secrets }: Parity): boolean {
  return [...objects.flatMap(sidesOf), ...secrets].some(({ state }) => state === 'unknown');
}

/** Plain texts. */
export function parityLines(parity: Parity): readonly string[] {
  const { primary, backup, objects, secrets } = parity;
  const unlike = objects.filter((one) => sidesOf(one).some(({ state }) => state !== 'as-git'));
  const others = objects.flatMap((one) => [
    ...managed(one.object, primary, one.primary),
    ...managed(one.object, backup, one.backup),
  ]);
  const equal = objects.length - unlike.length;
  const open = secrets.filter(({ state }) => state !== 'same');
  return [
    ...unlike.flatMap((one) => objectLines(one, parity)),
    ...open.map(
      ({ secret, state, where, why }) =>
        `Secret ${secret}  ${SECRET_WORDS[state]}${why.length > 0 ? `: ${why.join('; ')}` : where.length > 0 ? ` ${where.join(', ')}` : ''}`,
    ),
    ...others,
    ...parity.unread.map((why) => `unknown  ${why}`),
    `${equal} of ${objects.length} objects are the same in Git, ${primary} and ${backup}` +
      (secrets.length === 0
        ? ''
        : `; ${secrets.length - open.length} of ${secrets.length} Secrets are the same in both`),
  ];
}

const SECRET_WORDS = {
  same: 'same',
  differs: 'differs between the config clusters',
  absent: 'is not in',
  unknown: 'is not known',
} as const satisfies Readonly<Record<SecretParity['state'], string>>;

const SIDE_WORDS = {
  'as-git': 'as in Git',
  differs: 'differs',
  absent: 'absent',
  unknown: 'could not be read',
} as const satisfies Readonly<Record<ParitySide['state'], string>>;

function objectLines({ object, inGit, fields, ...one }: ParityObject, parity: Parity): readonly string[] {
  const stands = (side: ParitySide): string => (!inGit && side.state === 'differs' ? 'stands' : SIDE_WORDS[side.state]);
  const head = `${object}  ${inGit ? 'in Git' : 'not in Git'}; ${parity.primary}: ${stands(one.primary)}; ${parity.backup}: ${stands(one.backup)}`;
  const text = fields.flatMap((field) => [
    `  ${field.path}`,
    ...(inGit ? [`    Git: ${value(field.git)}`] : []),
    ...(isThere(one.primary) ? [`    ${parity.primary}: ${value(field.primary)}`] : []),
    ...(isThere(one.backup) ? [`    ${parity.backup}: ${value(field.backup)}`] : []),
  ]);
  return [head, ...text];
}

function isThere({ state }: ParitySide): boolean {
  return state === 'as-git' || state === 'differs';
}

function managed(object: string, link: ClusterLink, { managers }: ParitySide): readonly string[] {
  return managers.length === 0 ? [] : [`${object}  in ${link} its spec is also held by ${managers.join(', ')}`];
}

function sidesOf({ primary, backup }: ParityObject): readonly ParitySide[] {
  return [primary, backup];
}

function value(json: Json | undefined): string {
  return json === undefined ? 'not said' : canonicalJson(json);
}
