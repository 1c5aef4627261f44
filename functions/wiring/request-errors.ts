// What stands in a bundle for Node's module `domain`, of which the Functions Framework makes one for each request: an
// error that nobody caught is told to the request that it came of, and the others go on. A domain has Node call back at
// every promise, which takes up to a tenth of a cold function's first answer. A store of AsyncLocalStorage needs no
// hook, and Node still has the one in which an error was thrown when it tells the process of that error (ADR 0082).
import { AsyncLocalStorage } from 'node:async_hooks';
import { mappedStack } from '../../lib/adapters/log/mapped-stack.ts';

type OnError = (error: unknown) => void;

/** What the framework uses of a domain. */
export interface RequestErrors {
  on(event: 'error', onError: OnError): void;
  run(work: () => void): void;
}

/** Of the request that runs. */
const current = new AsyncLocalStorage<OnError>();

/** As `domain.create` of Node: `run` begins work whose errors are told to who listens. */
export function create(): RequestErrors {
  let tell: OnError = fail;
  return {
    on(_, onError) {
      tell = onError;
    },
    run(work) {
      current.run((error) => tell(error), work);
    },
  };
}

/** Ends the process as Node would, with what is wrong in one line of the log. */
function fail(error: unknown): never {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const message = `an error that belongs to no request ends this instance: ${String(error)}`;
  console.error(JSON.stringify({ severity: 'ERROR', message, stack_trace: mappedStack(stack) }));
  process.exit(1);
}

// An `unhandledRejection` becomes one, too.
process.on('uncaughtException', (error) => (current.getStore() ?? fail)(error));
