// Which fields of a resource are ours. A kind's field table is data; this reads a body through it, so that what the
// server adds is never compared, and a field that we own and leave out means its default.
import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject, valueAt } from '../core/index.ts';

export interface FieldRule {
  /** `in-place`: the API can change it. `immutable`: it cannot; a difference needs another resource. */
  readonly policy: 'in-place' | 'immutable';
  /** The value that absence means, on both sides. */
  readonly default?: Json;
  /** A list without order: compared sorted. */
  readonly set?: true;
  /** A list of objects, identified by a member and read through a table of their own. */
  readonly items?: {
    readonly key: string;
    readonly fields: FieldTable;
    /** Items whose key begins so are ours and temporary: that one goes takes nothing away. */
    readonly temporary?: string;
    /**
     * Another member of the same object that can say the same in another form: while one of them is wanted, what goes
     * from the other is said there, and takes nothing away.
     */
    readonly otherForm?: string;
    /**
     * Of a top-level member. An item that goes serves until what replaces it does: it is taken out at the end, and
     * drained.
     */
    readonly leaveLast?: true;
    /** What an item has that is in its place and gets no new requests. */
    readonly idle?: Readonly<Record<string, Json>>;
    /**
     * Of a top-level member. A person's word in an item: what `word` finds in its member `at`; then that member and
     * those that it `keeps` stay as they stand, whatever is wanted. The first group of `word` is what stands there
     * without it.
     */
    readonly override?: { readonly at: string; readonly word: RegExp; readonly keeps: readonly string[] };
  };
  /**
   * Others write to it as well: only what we want or once wrote is compared. Of a map that goes for each entry; of
   * anything else for the whole, and then `default` is what absence means on the observed side alone.
   */
  readonly open?: true;
  /** Compared only while this path, a switch, is wanted on: what is switched off keeps what it had. */
  readonly whileOn?: string;
  /** A number that the API keeps in 32 bits: compared with the digits that these can hold. */
  readonly float?: true;
  /** What something gives (an IP), or a reference to what gives it; of a map: each entry. */
  readonly given?: true;
  /** A Secret says it: where no manifest changed, a difference is the Secret's. */
  readonly fromSecret?: true;
  /**
   * Of a top-level map that our bodies alone have, name → fingerprint: the API takes each value and never answers it.
   * It answers the names at this path.
   */
  readonly namesAt?: readonly string[];
  /** Of a map: what ends where an entry goes or gets another value, with NAMES in place of the entries. */
  readonly ends?: string;
  /** A value that changes hands: who takes it waits until who has it has let it go. */
  readonly handedOver?: true;
}

/** Dotted path → rule. What is not listed belongs to the server. */
export type FieldTable = Readonly<Record<string, FieldRule>>;

/** Dotted path → normalised value. Open maps are spread: `metadata.annotations[key]` is a path of its own. */
export type OwnedFields = Readonly<Record<string, Json>>;

/**
 * Reads the owned fields of a body.
 * @param valueOf what a reference gives, when known; lets a reference and its value compare equal.
 */
export function ownedFields(
  table: FieldTable,
  body: JsonObject,
  valueOf: (reference: string) => string | undefined = () => undefined,
): OwnedFields {
  const fields: Record<string, Json> = {};
  for (const [path, rule] of Object.entries(table)) {
    const value = valueAt(body, ...path.split('.')) ?? (rule.open ? undefined : rule.default);
    if (value === undefined) continue;
    if (rule.open && isJsonObject(value)) {
      for (const [key, entry] of Object.entries(value))
        if (entry !== undefined) fields[`${path}[${key}]`] = given(rule, entry, valueOf);
    } else {
      fields[path] = normalise(rule, value, valueOf);
    }
  }
  return fields;
}

/** Decimal digits that survive 32 bits. */
const FLOAT_DIGITS = 7;

function normalise(rule: FieldRule, value: Json, valueOf: (reference: string) => string | undefined): Json {
  if (typeof value === 'string') return given(rule, value, valueOf);
  if (rule.float && typeof value === 'number') return Number(Math.fround(value).toPrecision(FLOAT_DIGITS));
  if (!isJsonList(value)) return value;
  const { items } = rule;
  if (items !== undefined) {
    const read = value
      .filter(isJsonObject)
      .map((item) => ({ ...ownedFields(items.fields, item), [items.key]: item[items.key] }));
    return read.sort((a, b) => compare(a[items.key], b[items.key]));
  }
  return rule.set ? [...value].sort(compare) : value;
}

function given(rule: FieldRule, value: Json, valueOf: (reference: string) => string | undefined): Json {
  return rule.given && typeof value === 'string' ? (valueOf(value) ?? value) : value;
}

function compare(a: Json | undefined, b: Json | undefined): number {
  const [x, y] = [canonicalJson(a ?? null), canonicalJson(b ?? null)];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}
