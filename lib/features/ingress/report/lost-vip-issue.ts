// A VIP that is lost for good, as an issue that a person closes: nobody but the clients' DNS knows when it is over.
import { clip, code, fit, type Issue, LIMIT, list, type LostView, marker, visible } from '../../../report/index.ts';
import { standingVips } from './vips.ts';

const MOST = 100;
const NAME_LENGTH = 200;

/** @param view of which `lost` are IPs. */
export function lostVipIssue(view: LostView): Issue & { readonly body: string } {
  const { fleet, unit, runId, lost, applied } = view;
  const now = applied === undefined ? [] : standingVips(applied);
  const them = lost.map((ip) => code(clip(ip, NAME_LENGTH)));
  const has = now.map(({ of, value }) => `${code(clip(of, NAME_LENGTH))}: ${code(value)}`);
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
    marker: marker('lost', [fleet, unit, runId, ...lost]),
    title: visible(`${fleet}/${unit}: a VIP is lost, and DNS has to be changed`),
    body: fit(
      sections.filter((section) => section.length > 0),
      LIMIT,
    ),
  };
}
