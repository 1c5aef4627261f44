// How many endpoints are ready behind a service, in as few words as say it.
import { clip, code, plural } from '../../../report/index.ts';
import { readyIn, type RoutePlace, type RouteTarget } from './route-target.ts';

const NAME_LENGTH = 100;
const MOST_NAMES = 3;

/** Markdown; empty where nothing is known. */
export function readyWords({ places }: RouteTarget): string {
  const known = places.filter((place) => place.ready !== undefined);
  const counts = new Set(known.map(({ ready }) => ready));
  if (places.length === 0) return '';
  if (known.length === 0) return 'ready endpoints are not known';
  const none = namesOf(known.filter(({ ready }) => ready === 0));
  const unknown = namesOf(places.filter(({ ready }) => ready === undefined));
  const rest = [
    ...(none === '' ? [] : [`**none in ${none}**`]),
    ...(unknown === '' ? [] : [`not known in ${unknown}`]),
  ];
  const sum = known.reduce((total, { ready = 0 }) => total + ready, 0);
  if (sum === 0 && unknown === '') return `**none ready** in ${inAll(places)}`;
  const [same] = counts;
  if (counts.size === 1 && rest.length === 0)
    return `${same} ready in ${places.length > 1 ? 'each of ' : ''}${inAll(places)}`;
  return [`${sum} ready in ${inAll(known)}`, ...rest].join(', ');
}

/** Markdown: `6 → 4 ready` where the number moves. */
export function readyMove(before: RouteTarget | undefined, after: RouteTarget): string {
  const [was, is] = [readyIn(before), readyIn(after)];
  if (was === undefined || is === undefined || was === is) return readyWords(after);
  return `${was} → ${is === 0 ? '**none** ready' : `**${is}** ready`}`;
}

function inAll(places: readonly RoutePlace[]): string {
  const [only, ...others] = places;
  return only !== undefined && others.length === 0
    ? code(clip(only.name, NAME_LENGTH))
    : plural(places.length, 'cluster');
}

/** Clusters by name; empty for none. */
export function namesOf(places: readonly RoutePlace[]): string {
  const more = places.length > MOST_NAMES ? [`${places.length - MOST_NAMES} more`] : [];
  return [...places.slice(0, MOST_NAMES).map(({ name }) => code(clip(name, NAME_LENGTH))), ...more].join(', ');
}
