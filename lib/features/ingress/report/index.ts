// What people read of load balancers: where routes lead before and after, whether a VIP stays, and the IP to give to
// DNS. The door for reports; it loads no compiler.
import type { Plan } from '../../../plan/index.ts';
import { envelopeOf, type ReportPart } from '../../../report/index.ts';
import { routeConcerns } from './concerns.ts';
import { readHosted, HOSTED } from '../hosted-outlook.ts';
import { hostedBlock, hostedConcerns, hostedText, hostedTitle } from './hosted.ts';
import { lostVipIssue } from './lost-vip-issue.ts';
import { linesAfter, linesBelow } from './lines.ts';
import { type Routed, routedIn } from './route-groups.ts';
import { routeSections } from './route-tables.ts';
import { toldRoutes } from './routes.ts';
import { routeText } from './route-text.ts';
import { titleParts, vipWords } from './title.ts';
import { readTraffic, TRAFFIC } from '../traffic-outlook.ts';
import { topology } from './topology.ts';
import { trafficBlock, trafficConcerns, trafficText } from './traffic.ts';
import { madeVips, standingVips } from './vips.ts';

export const ingressPart: ReportPart = {
  planned: (revision, plans) => {
    let read: Routed | undefined;
    const routed = (): Routed => (read ??= routedIn(revision, plans));
    const hosted = readHosted(revision.outlook?.[HOSTED]);
    const traffic = readTraffic(revision.outlook?.[TRAFFIC]);
    const routes = (plan: Plan) => toldRoutes(plan, envelopeOf(revision, plan));
    return {
      concerns: () => [...routeConcerns(routed().groups), ...hostedConcerns(hosted), ...trafficConcerns(traffic)],
      title: () => [...titleParts(revision, plans, routed().groups), ...hostedTitle(hosted)],
      headline: () => [vipWords(revision, plans)],
      below: (edits) => linesBelow(edits, routed().groups),
      after: (told) =>
        [linesAfter(told, routed()), hostedBlock(hosted), trafficBlock(traffic)]
          .filter((part) => part !== '')
          .join('\n\n'),
      sections: (plan) => routeSections(plan, envelopeOf(revision, plan)),
      drawings: () => plans.flatMap(routes).flatMap((one) => topology(one) ?? []),
      whole: () => [...hostedText(hosted), ...trafficText(traffic)],
      text: (plan) => routes(plan).flatMap(({ rows }) => rows.map(routeText)),
    };
  },
  made: madeVips,
  stands: standingVips,
  lost: lostVipIssue,
};
