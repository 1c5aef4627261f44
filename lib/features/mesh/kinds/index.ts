// The kinds of resources of a mesh.
import type { KindDefinition } from '../../../model/index.ts';
import { meshOptions } from './mesh-options.ts';
import { RULE_KINDS } from './mesh-rules.ts';
import { meshSecret } from './mesh-secret.ts';

export const MESH_KINDS: readonly KindDefinition[] = [meshOptions, meshSecret, ...RULE_KINDS];
