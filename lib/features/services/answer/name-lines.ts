// The answer to a question about a name, for a terminal.
import type { DnsRecord } from '../predict/clusterset-dns.ts';
import { FELT_WORDS } from '../predict/felt.ts';
import type { NameAnswer } from './ask.ts';

const CODES: Readonly<Record<NameAnswer['answers'][number]['code'], string>> = {
  NOERROR: 'NODATA: the name is there, and has no such record',
  NXDOMAIN: 'NXDOMAIN: there is no such name',
  unknown: 'not known: no Service that is exported under it is in Git',
};

export function nameLines({ name, from, answers, felt, without, why }: NameAnswer): readonly string[] {
  return [
    `${name}, asked in ${from}`,
    ...answers.flatMap(({ type, code, records }) =>
      records.length === 0
        ? [`  ${type.padEnd(4)}  ${CODES[code]}`]
        : records.map((record) => `  ${type.padEnd(4)}  ${recordText(record)}`),
    ),
    ...why.map((sentence) => `  ${sentence}`),
    `  for a caller: ${felt === 'unknown' ? 'not known' : FELT_WORDS[felt]}`,
    ...(without === undefined
      ? []
      : [
          `    when no pod is ready: ${FELT_WORDS[without.endpoints]}`,
          `    when the last export is withdrawn: ${FELT_WORDS[without.export]}`,
        ]),
  ];
}

function recordText(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'SRV':
      return `port ${record.port} of ${record.target}`;
    case 'PTR':
      return `${record.target}, from its address`;
    case 'TXT':
      return record.text;
  }
}
