// Variables in custom headers and header actions: `{client_region}` and those others that mean something locally.
import type { HeaderAction, HeaderToAdd } from '../shapes.ts';
import type { Client, FrontAddress } from './client.ts';

/** Countries (CLDR) of Google Cloud regions: a client near a region is taken to be in its country. */
const COUNTRIES: Readonly<Record<string, string>> = {
  'africa-south1': 'ZA',
  'asia-east1': 'TW',
  'asia-east2': 'HK',
  'asia-northeast1': 'JP',
  'asia-northeast2': 'JP',
  'asia-northeast3': 'KR',
  'asia-south1': 'IN',
  'asia-south2': 'IN',
  'asia-southeast1': 'SG',
  'asia-southeast2': 'ID',
  'australia-southeast1': 'AU',
  'australia-southeast2': 'AU',
  'europe-central2': 'PL',
  'europe-north1': 'FI',
  'europe-north2': 'SE',
  'europe-southwest1': 'ES',
  'europe-west1': 'BE',
  'europe-west2': 'GB',
  'europe-west3': 'DE',
  'europe-west4': 'NL',
  'europe-west6': 'CH',
  'europe-west8': 'IT',
  'europe-west9': 'FR',
  'europe-west10': 'DE',
  'europe-west12': 'IT',
  'me-central1': 'QA',
  'me-central2': 'SA',
  'me-west1': 'IL',
  'northamerica-northeast1': 'CA',
  'northamerica-northeast2': 'CA',
  'northamerica-south1': 'MX',
  'southamerica-east1': 'BR',
  'southamerica-west1': 'CL',
};

const VARIABLE = /\{(\w+)\}/g;

function countryOf(region: string): string {
  return COUNTRIES[region] ?? (region.startsWith('us-') ? 'US' : '');
}

/** By name; a variable that is not here is not emulated. */
export function variablesOf(client: Client, front: FrontAddress): ReadonlyMap<string, string> {
  const { tls } = client;
  return new Map([
    ['client_region', countryOf(client.region)],
    ['client_ip_address', client.address],
    ['client_port', String(client.port)],
    ['client_protocol', 'HTTP/1.1'],
    ['client_encrypted', String(tls !== undefined)],
    ['server_ip_address', front.vip],
    ['server_port', String(front.port)],
    ['tls_sni_hostname', tls?.serverName ?? ''],
    ['tls_version', tls?.version ?? ''],
    ['tls_cipher_suite', tls?.cipher ?? ''],
  ]);
}

/** The actions with every variable replaced by its value, or the first variable that is not emulated. */
export function expandVariables(
  actions: readonly HeaderAction[],
  variables: ReadonlyMap<string, string>,
): { readonly actions: readonly HeaderAction[] } | { readonly unknown: string } {
  const added = actions.flatMap(({ requestHeadersToAdd = [], responseHeadersToAdd = [] }) => [
    ...requestHeadersToAdd,
    ...responseHeadersToAdd,
  ]);
  for (const { headerValue } of added) {
    for (const [, name = ''] of headerValue.matchAll(VARIABLE)) {
      if (!variables.has(name)) return { unknown: name };
    }
  }
  const expanded = (headers: readonly HeaderToAdd[] = []): readonly HeaderToAdd[] =>
    headers.map((header) => ({
      ...header,
      headerValue: header.headerValue.replaceAll(VARIABLE, (_text, name: string) => variables.get(name) ?? ''),
    }));
  return {
    actions: actions.map((action) => ({
      ...action,
      requestHeadersToAdd: expanded(action.requestHeadersToAdd),
      responseHeadersToAdd: expanded(action.responseHeadersToAdd),
    })),
  };
}
