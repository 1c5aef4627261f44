// The reporter's worlds with one repository, everything outside in memory.
import type { ReporterBase, ReporterWorld, ReporterWorlds } from '../../../../lib/app/world.ts';
import type { Telling } from '../../../../lib/report/index.ts';
import type { CodeHosts } from '../../../../lib/ports/index.ts';
import { createMemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../../fakes/memory-conversations.ts';
import { createMemoryRepository } from '../../../fakes/memory-repository.ts';
import { REPOSITORY } from '../rig.ts';
import { TELLING } from '../../../../functions/wiring/report-parts.ts';

/** What stands in for GitHub's signature of a body. */
export function signatureOf(body: string): string {
  return `GitHub says: ${body}`;
}

export function reporterWorlds({
  clock,
  log,
  store,
  publisher,
  ...given
}: Omit<ReporterBase, keyof Telling> &
  Partial<ReporterWorld> & { readonly host?: Partial<Pick<CodeHosts, 'redeliverFailed'>> }): ReporterWorlds & {
  readonly home: ReporterWorld;
} {
  const base = { ...TELLING, clock, log, store, publisher };
  const home: ReporterWorld = {
    ...base,
    name: REPOSITORY,
    branch: 'main',
    host: createMemoryCodeHost(),
    conversations: createMemoryConversations(),
    history: createMemoryRepository(),
    isSigned: async (body, signature) => signature === signatureOf(body),
    ...given,
  };
  return {
    ...base,
    home,
    at: (repository) => (repository === home.name ? home : undefined),
    redeliverFailed: given.host?.redeliverFailed ?? (async () => []),
  };
}
