// What people read of load balancers: where routes lead before and after, whether a VIP stays, and the IP to give to DNS. The door
// for reports; it loads no compiler.
import type { Plan } from '../../../plan/index.ts';
import { envelopeOf, type ReportPart } from '../../../report/index.ts';
import { routeConcerns } from './concerns.ts';
import { lostVipIssue } from './lost-vip-issue.ts';
import { linesAfter, linesBelow } from './lines.ts';
import { type Routed, routedIn } from './route-groups.ts';
import { routeSections } from './route-tables.ts';
import { routesOf } from './routes.ts';
import { routeText } from './route-text.ts';
import { titleParts, vipWords } from './title.ts';
import { topology } from './topology.ts';
import { madeVips, standingVips } from './vips.ts';

export const ingressPart: ReportPart = {
  planned: (revision, plans) => {
    let read: Routed | undefined;
    const routed = (): Routed => (read ??= routedIn(revision, plans));
    const routes = (plan: Plan) => routesOf(plan, envelopeOf(revision, plan));
    return {
      concerns: () => routeConcerns(routed().groups),
      title: () => titleParts(revision, plans, routed().groups),
      headline: () => [vipWords(revision, plans)],
      below: (edits) => linesBelow(edits, routed().groups),
      after: (told) => linesAfter(told, routed()),
      sections: (plan) => routeSections(plan, envelopeOf(revision, plan)),
      drawings: () => plans.flatMap(routes).flatMap((one) => topology(one) ?? []),
      text: (plan) => routes(plan).flatMap(({ rows }) => rows.map(routeText)),
    };
  },
  made: madeVips,
  stands: standingVips,
  lost: lostVipIssue,
};
