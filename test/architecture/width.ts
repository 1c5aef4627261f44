// A comment is as wide as the code beside it may be, 120 columns, so that both are read in one window. The formatter
// breaks code, and leaves comments as they are.
import { type Finding, sources, type Tree } from './source.ts';

const COLUMNS = 120;
const COMMENT = /^\s*(?:\/\/|\/\*|\*)/;

export function checkWidth(tree: Tree): readonly Finding[] {
  return ['docs', 'functions', 'infra', 'lib', 'test'].flatMap((folder) =>
    sources(tree, folder).flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line, at): readonly Finding[] =>
          COMMENT.test(line) && line.length > COLUMNS
            ? [{ path, message: `line ${at + 1} is a comment of more than ${COLUMNS} columns` }]
            : [],
        ),
    ),
  );
}
