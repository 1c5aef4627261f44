// Messages between the functions: publishing in order, and reading what a push subscription delivers.
// In: typed messages, push bodies. Out: the Publisher port, typed messages.
export { parseReport, parseRevisionHint, parseTask } from './messages.ts';
export type { DeadLetterPush, PushedMessage } from './push.ts';
export { letterOf, parseDeadLetter, parsePush, traceOf } from './push.ts';
export type { PublisherOptions, Topics } from './publisher.ts';
export { createPublisher } from './publisher.ts';
