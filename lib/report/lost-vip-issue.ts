// A VIP that is lost for good, as an issue that a person closes: nobody but the clients' DNS knows when it is over.
import { list } from './blocks.ts';
import { fit, LIMIT } from './budget.ts';
import { clip, code, visible } from './escape.ts';
import type { Issue } from './issue.ts';
import { marker } from './marker.ts';
import type { Vip } from './run-view.ts';

const MOST = 100;
const NAME_LENGTH = 200;

export interface LostVipView {
  readonly fleet: string;
  readonly unit: string;
  /** Of the run that made something else in their place. */
  readonly runId: string;
  /** IPs. */
  readonly lost: readonly string[];
  /** What the namespace has now. */
  readonly now: readonly Vip[];
}

export function lostVipIssue({ fleet, unit, runId, lost, now }: LostVipView): Issue & { readonly body: string } {
  const them = lost.map((ip) => code(clip(ip, NAME_LENGTH)));
  const has = now.map(({ ip, ingress }) => `${code(clip(ingress, NAME_LENGTH))}: ${code(ip)}`);
  const sections = [
    [
      `${them.join(', ')} ${lost.length === 1 ? 'was a VIP' : 'were VIPs'} of ${code(unit)} and cannot be had back: what was made by run ${code(runId)} has another one. Whoever finds the old one in DNS reaches nobody, or somebody else.`,
    ],
    has.length === 0 ? [] : [`The VIPs of the namespace now:\n\n${list(has, MOST)}`],
    [
      `**To do:** whoever keeps the DNS of these hosts changes every record that names ${lost.length === 1 ? 'the old one' : 'an old one'}, and closes this issue then. Rangelight does not look at DNS, and does not close it.`,
    ],
  ];
  return {
    marker: marker('lost-vip', [fleet, unit, runId, ...lost]),
    title: visible(`${fleet}/${unit}: a VIP is lost, and DNS has to be changed`),
    body: fit(
      sections.filter((section) => section.length > 0),
      LIMIT,
    ),
  };
}
