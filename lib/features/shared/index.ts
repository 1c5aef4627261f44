// What two features need of one thing: the kinds that both read. In and out: plain values.
export { CALLER_KINDS, callersAndServices, NAMESPACE, readKind, SERVICE, STATEFUL_SET } from './read-kinds.ts';
