// Where Node keeps compiled code between processes: reading a function's sources and its clients is half of its start.
import { fileURLToPath } from 'node:url';

/** For NODE_COMPILE_CACHE. It goes with the installed packages, and may go at any time. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/rangelight', import.meta.url));
