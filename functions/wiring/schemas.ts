// Every schema by which the functions and the command line check a value, and how it is compiled: what the build makes
// validators of.
import { CHECK_OPTIONS, schemasOfChecks } from '../../lib/manifest/index.ts';
import { DOCUMENTS, documentOptions } from '../../lib/state/index.ts';
import { KINDS } from './kinds.ts';
// Checks are made when these are loaded.
import './features.ts';
import './looks.ts';
import './report-parts.ts';
import './verbs.ts';

export const SCHEMAS = {
  documents: { schemas: DOCUMENTS.map(({ shape }) => shape.schema), options: documentOptions(KINDS) },
  checks: { schemas: schemasOfChecks(), options: CHECK_OPTIONS },
} as const;
