// The verbs that the features bring to the command line, in the order in which help shows them.
import { addCompare } from '../cli/features/ingress/compare.ts';
import { addDrain } from '../cli/features/ingress/drain.ts';
import { addIncident } from '../cli/features/ingress/incident.ts';
import { addImport } from '../cli/features/ingress/import.ts';
import { addParity } from '../cli/features/ingress/parity.ts';
import { addRoute } from '../cli/features/ingress/route.ts';
import { addTraffic } from '../cli/features/ingress/traffic.ts';
import { addMesh } from '../cli/features/mesh/mesh.ts';
import { addDns } from '../cli/features/services/dns.ts';
import type { AddVerbs } from '../cli/question.ts';

export const VERBS: readonly AddVerbs[] = [
  addRoute,
  addDns,
  addMesh,
  addCompare,
  addTraffic,
  addParity,
  addIncident,
  addImport,
  addDrain,
];
