// What the doctor found, for somebody at a terminal.

export interface DefectShown {
  readonly code: string;
  readonly where: string;
  readonly message: string;
  readonly fix: string;
}

export function doctorText(findings: readonly DefectShown[]): string {
  if (findings.length === 0) return 'Nothing is wrong with this deployment.\n';
  const blocks = findings.map(
    ({ code, where, message, fix }) => `${where}: ${message} [${code}]\n  to mend it: ${fix}\n`,
  );
  const count = findings.length === 1 ? 'one finding' : `${findings.length} findings`;
  return `${blocks.join('')}${count}\n`;
}
