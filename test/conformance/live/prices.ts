// What the live claims may cost, roughly: list prices in USD from cloud.google.com/vpc/network-pricing and
// cloud.google.com/load-balancing/pricing (2025). Whatever is not listed is not billable by itself. A data table.

/** Collection → USD per hour and piece. */
const HOURLY: Readonly<Record<string, number>> = { addresses: 0.01, forwardingRules: 0.025 };

/** A line for people; billing rounds up, so every piece counts as a whole hour. */
export function priceOf(made: ReadonlyMap<string, number>): string {
  let total = 0;
  for (const [collection, count] of made) total += (HOURLY[collection] ?? 0) * count;
  return total === 0 ? 'not billable' : `at most about $${total.toFixed(2)}`;
}
