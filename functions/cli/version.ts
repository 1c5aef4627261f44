// Which Rangelight this is.
import about from '../../package.json' with { type: 'json' };

export const VERSION: string = about.version;

/** The schema of the fleet file that this one reads, for editors. */
export const FLEET_SCHEMA = `https://raw.githubusercontent.com/rangelight/rangelight/v${VERSION}/schemas/fleet.v1.json`;
