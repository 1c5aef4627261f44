// What was asked before something is taken away, and what answered.
import type { Evidence } from '../../execute/index.ts';
import { name, object, oneOf, optional, text, time } from '../document/shape.ts';

export const evidence = object<Evidence>({
  of: name,
  by: name,
  at: time,
  answer: oneOf('unused', 'used', 'unknown'),
  said: text,
  lastRequestAt: optional(time),
});
