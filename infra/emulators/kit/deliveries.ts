// What at-least-once delivery allows, as data: for services that bring messages to somebody.

/** Befalls messages published from now on. Times are emulated milliseconds. */
export interface DeliveryRule {
  /** Full name of the subscription; default: every one. */
  readonly subscription?: string;
  /** Before the first delivery. */
  readonly delay?: number;
  /** Each message is held for a random time up to this; ordering keys still hold. */
  readonly reorderWithin?: number;
  /** How many times the message comes again after it was acknowledged. */
  readonly duplicates?: number;
  /** How many messages it hits before it wears off; default: until removed. */
  readonly times?: number;
}

export interface PlacedDeliveryRule extends DeliveryRule {
  readonly id: string;
  /** Messages that it befell. */
  readonly hit: number;
}

/** The rules in place. */
export interface DeliveryControl {
  /** Puts a rule in place and gives its id. */
  add(rule: DeliveryRule): string;
  /** Oldest first; those that wore off are gone. */
  rules(): readonly PlacedDeliveryRule[];
  clear(): void;
}
