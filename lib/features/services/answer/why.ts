// Why a name is answered as it is, in sentences.
import { didYouMean } from '../../../manifest/index.ts';
import type { Exporter } from '../predict/exporters.ts';
import { portText } from '../predict/merge-ports.ts';
import type { Prediction } from '../predict/predict.ts';

/** Of the exported name that it belongs to; the nearest one where it belongs to none. */
export function whyWords(
  { name, from }: { readonly name: string; readonly from: string },
  prediction: Prediction | undefined,
  known: readonly Prediction[],
): readonly string[] {
  if (prediction === undefined) {
    const near = didYouMean(
      name,
      known.map((one) => one.clustersetName),
    );
    return [`no manifest exports ${name}`, ...(near === undefined ? [] : [near])];
  }
  const { namespace, exporters, merged, isCertain, impossible, derivedName, without, perhaps } = prediction;
  const below = `.${prediction.clustersetName}`;
  const isWithout = without.includes(from);
  return [
    ...exporters.map(exporterWords),
    ...(merged?.ports ?? []).map((port) => `${portText(port)} leads to ${port.clusters.join(' and ')}`),
    ...(merged?.conflicts ?? []).map(
      ({ field, winner }) =>
        `the exports disagree on ${field}: ${isCertain ? `${winner.cluster} is` : 'the oldest, which is not known here, is'} expected to win`,
    ),
    ...(impossible === undefined ? [] : [`no Service may have these ports: ${impossible}`]),
    ...(isWithout ? [`${from} has no namespace ${namespace}, and nothing is imported there`] : []),
    ...(perhaps.includes(from)
      ? [`whether ${from} has the namespace ${namespace} is not known here; it is taken to`]
      : []),
    ...(name.endsWith(below) && merged !== undefined ? [belowWords(merged.type)] : []),
    ...(isWithout || merged === undefined
      ? []
      : [`the Service behind it is expected to be ${derivedName}.${namespace}.svc.cluster.local`]),
  ];
}

function exporterWords({ cluster, service }: Exporter): string {
  const from = `it is exported from ${cluster}`;
  if (service === 'unknown') return `${from}, whose Service is not in Git`;
  if (service === 'missing') return `${from}, which has no such Service`;
  return service.type === 'ExternalName' ? `${from}, where it is an ExternalName and takes no part` : from;
}

function belowWords(type: 'ClusterSetIP' | 'Headless'): string {
  return type === 'Headless'
    ? 'below a headless name stand its named ports, and HOSTNAME.MEMBERSHIP.LOCATION of each ready pod'
    : 'it is not headless: below it stand its named ports alone';
}
