// The kinds of resources of the features that are built in. May import: model.
export { KINDS } from '../../lib/model/index.ts';
