// What two features need of one thing: the kinds that both read, for their compilers. The shape of what is kept in a
// revision stands apart (kept-shape.ts), because the reporter loads no compiler. In and out: plain values.
export {
  CALLER_KINDS,
  callersAndServices,
  manifestsAround,
  NAMESPACE,
  readKind,
  SERVICE,
  STATEFUL_SET,
} from './read-kinds.ts';
export { createNamespaceHint } from './missing-namespace.ts';
export { portsAsKept } from './service-ports.ts';
export { isPortName, LONGEST_PORT_NAME, withoutQuotes } from './port-names.ts';
