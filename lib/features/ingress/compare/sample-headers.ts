// Headers that stand for all, for the rules that take one host in both routings.
import type { HostRouting } from './surface.ts';

/** More mixes of values than this are not tried. */
const MOST_MIXES = 256;

/** Every mix of: not sent, each value that a rule asks for, and another one. Undefined: there are too many. */
export function sampleHeaders(rules: readonly HostRouting[]): readonly Readonly<Record<string, string>>[] | undefined {
  const asked = new Map<string, Set<string>>();
  for (const { matches } of rules.flatMap((one) => one.rules)) {
    for (const { name, value } of matches.flatMap(({ headers }) => headers)) {
      const values = asked.get(name) ?? new Set();
      asked.set(name, values);
      if (value !== undefined) values.add(value);
    }
  }
  let mixes: readonly Readonly<Record<string, string>>[] = [{}];
  for (const [name, values] of [...asked].sort(([one], [other]) => (one < other ? -1 : 1))) {
    let another = 'any';
    while (values.has(another)) another = `${another}x`;
    const sent = [...[...values].sort(), another];
    if (mixes.length * (sent.length + 1) > MOST_MIXES) return undefined;
    mixes = mixes.flatMap((mix) => [mix, ...sent.map((value) => ({ ...mix, [name]: value }))]);
  }
  return mixes;
}
