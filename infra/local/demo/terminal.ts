// What the demo says on the terminal: a heading per step, lines under it, a summary at the end.

export interface Terminal {
  heading(title: string): void;
  line(text: string): void;
}

export function terminal(write: (text: string) => void): Terminal {
  const start = Date.now();
  const seconds = (): string => `${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s`;
  return {
    heading: (title) => write(`\n${seconds()}  ${title}\n`),
    line: (text) => write(`${' '.repeat(10)}${text}\n`),
  };
}
