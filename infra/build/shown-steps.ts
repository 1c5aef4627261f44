// A page as steps: what its shell blocks do, and what it shows of their output. Of names that differ from run to run
// only the form counts.

export interface Step {
  readonly commands: string;
  /** The block right under it; empty: it shows nothing. */
  readonly shown: readonly string[];
}

export function stepsOf(page: string): readonly Step[] {
  return [...page.matchAll(/^```sh\n([^]*?)^```\n(?:```\n([^]*?)^```$)?/gm)].map(([, commands = '', shown = '']) => ({
    commands,
    shown: shown.split('\n').filter((line) => line.trim() !== ''),
  }));
}

/** Those of `shown` that `said` does not have, in this order. `…` stands for anything. */
export function missingLines(shown: readonly string[], said: readonly string[]): readonly string[] {
  const rest = said.map(formOf);
  return shown.filter((line) => {
    const parts = formOf(line)
      .split('…')
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    const form = new RegExp(`^${parts.join('.*')}$`);
    const found = rest.findIndex((one) => form.test(one));
    if (found >= 0) rest.splice(0, found + 1);
    return found < 0;
  });
}

/** Digests, addresses, ages, numbers and zones all look alike. */
function formOf(line: string): string {
  return line
    .replaceAll(/\b(?:\d+[dhms])+\b/g, '#')
    .replaceAll(/\b[0-9a-f]{5,}\b/g, '#')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/#-[a-f]\b/g, '#-?')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
