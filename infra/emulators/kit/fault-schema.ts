// Fault rules as they come from outside: a JSON Schema of the language, and the check.
import { Ajv } from 'ajv';
import type { DeliveryRule } from './deliveries.ts';
import type { FaultRule } from './fault-rule.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const positive = { type: 'integer', minimum: 1 } as const;
const httpStatus = { type: 'integer', minimum: 400, maximum: 599 } as const;
const profile = { enum: ['instant', 'fast', 'realistic'] } as const;

const match = {
  type: 'object',
  additionalProperties: false,
  properties: {
    method: { type: 'string', pattern: '^[A-Z]+$' },
    path: { type: 'string', pattern: '^[/*]' },
    pathRegex: { type: 'string', format: 'regex' },
    nth: positive,
    times: positive,
    rate: { type: 'number', minimum: 0, maximum: 1 },
    seed: count,
  },
} as const;

const effects: Readonly<Record<string, { readonly properties: object; readonly required?: readonly string[] }>> = {
  delay: { properties: { ms: count, profile } },
  answer: {
    properties: {
      status: httpStatus,
      reason: text,
      message: text,
      body: {},
      headers: { type: 'object', additionalProperties: text },
    },
    required: ['status'],
  },
  reset: { properties: { when: { enum: ['before', 'after'] } }, required: ['when'] },
  hold: { properties: { ms: count, caller: { enum: ['waits', 'reset'] } } },
  stale: { properties: {} },
  'short-list': { properties: { drop: positive }, required: ['drop'] },
  unreachable: { properties: { places: { type: 'array', items: text, minItems: 1 } }, required: ['places'] },
  'fail-operation': {
    properties: { code: text, message: text, status: httpStatus },
    required: ['code', 'message'],
  },
};

const rule = {
  type: 'object',
  required: ['effect'],
  additionalProperties: false,
  properties: {
    match,
    effect: {
      type: 'object',
      discriminator: { propertyName: 'type' },
      required: ['type'],
      properties: { type: text },
      oneOf: Object.entries(effects).map(([type, { properties, required = [] }]) => ({
        properties: { type: { const: type }, ...properties },
        required: ['type', ...required],
        additionalProperties: false,
      })),
    },
  },
};

const deliveryRule = {
  type: 'object',
  additionalProperties: false,
  // One that does nothing is a mistake.
  anyOf: ['delay', 'reorderWithin', 'duplicates'].map((name) => ({ properties: { [name]: true }, required: [name] })),
  properties: { subscription: text, delay: count, reorderWithin: count, duplicates: positive, times: positive },
} as const;

/** The value is no fault rule; the message names the place. */
export class InvalidFault extends Error {
  constructor(why: string) {
    super(`not a fault: ${why}`);
    this.name = 'InvalidFault';
  }
}

/** A check for values from outside. It throws InvalidFault. */
export function faultReader(): (value: unknown) => FaultRule {
  return reader(rule) as (value: unknown) => FaultRule;
}

/** The same for faults of delivery. */
export function deliveryFaultReader(): (value: unknown) => DeliveryRule {
  return reader(deliveryRule) as (value: unknown) => DeliveryRule;
}

function reader(schema: object): (value: unknown) => unknown {
  const ajv = new Ajv({ discriminator: true, strict: true, strictTypes: false, formats: { regex: isExpression } });
  const check = ajv.compile(schema);
  return (value) => {
    if (check(value)) return value;
    throw new InvalidFault(ajv.errorsText(check.errors, { dataVar: 'fault' }));
  };
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}
