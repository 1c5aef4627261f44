// globalAddresses: reserved external addresses, which nothing but labels can change.
import { invalid } from '../errors.ts';
import type { Kind, Surroundings } from './kind.ts';
import { noLabels, setLabels } from './labels.ts';

interface AddressBody {
  readonly address?: string;
  readonly addressType?: string;
  readonly ipVersion?: string;
  readonly networkTier?: string;
}

/** Paths of the forwarding rules that hold `ip`. */
function usersOf(ip: unknown, around: Surroundings): readonly string[] {
  const rules = around.store.list('forwardingRules').filter(({ body }) => body.IPAddress === ip);
  return rules.map(({ path }) => path);
}

export const addresses: Kind = {
  collection: 'addresses',
  singular: 'address',
  snake: 'address',
  message: 'Address',
  scope: 'global',
  quota: 'STATIC_ADDRESSES',
  methods: { aggregatedList: 'regional' },
  references: {},
  links: ['users'],
  outputOnly: ['status', 'users', 'labels', 'labelFingerprint', 'region'],
  immutable: [],
  fingerprint: false,
  labels: true,
  seconds: { insert: 2, change: 1, delete: 2 },
  defaults({ body }, around) {
    const { address, ...rest } = body;
    if (address !== undefined && address !== '') {
      throw invalid('resource.address', address, 'A specific external address cannot be reserved.');
    }
    return {
      addressType: 'EXTERNAL',
      networkTier: 'PREMIUM',
      address: around.newExternalAddress(),
      ...rest,
      ...noLabels,
    };
  },
  validate({ body }) {
    const { addressType, ipVersion, networkTier } = body as AddressBody;
    if (addressType !== 'EXTERNAL') {
      throw invalid('resource.addressType', addressType, 'Only external global addresses are supported here.');
    }
    if (ipVersion !== undefined && ipVersion !== 'IPV4') {
      throw invalid('resource.ipVersion', ipVersion, 'Only IPV4 is supported here.');
    }
    if (networkTier !== 'PREMIUM') {
      throw invalid('resource.networkTier', networkTier, 'Global addresses must be in the PREMIUM tier.');
    }
  },
  read(stored, around) {
    const users = usersOf(stored.body.address, around);
    return { ...stored.body, status: users.length > 0 ? 'IN_USE' : 'RESERVED', users };
  },
  verbs: { setLabels },
};
