// Patterns of schemas. They are written for Go's RE2, which differs from JavaScript in escapes and flags.

/** The pattern as a regular expression; undefined when JavaScript cannot read it in either mode. */
export function compilePattern(pattern: string): RegExp | undefined {
  // Without the `u` flag JavaScript takes needless escapes such as `\_`, as RE2 does.
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Try the next mode.
    }
  }
  return undefined;
}
