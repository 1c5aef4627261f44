// The activity of a repository: who moved which branch, newest first. Source: docs.github.com, "List repository
// activities".
import { type Answer, ok } from '../answer.ts';
import { validationFailed } from '../errors.ts';
import { type Call, refuseQuery, type Route } from '../router.ts';
import type { Activity } from '../state.ts';
import { accountView } from '../views/account.ts';
import type { World } from '../world.ts';

export function activityRoutes(world: World): readonly Route[] {
  return [{ method: 'GET', pattern: 'activity', needs: 'read', handle: (call) => list(world, call) }];
}

function list(world: World, call: Call): Answer {
  refuseQuery(call, 'before', 'time_period');
  const [ref, actor, type] = [call.query('ref'), call.query('actor'), call.query('activity_type')];
  const size = Math.min(Math.max(Number(call.query('per_page') ?? 30) || 30, 1), 100);
  const wanted = world.state.activities.filter(
    (one) =>
      (ref === undefined || one.ref === ref || one.ref === `refs/heads/${ref}`) &&
      (actor === undefined || one.actor.login.toLowerCase() === actor.toLowerCase()) &&
      (type === undefined || one.type === type),
  );
  if (call.query('direction') !== 'asc') wanted.reverse();
  const start = startOf(wanted, call.query('after'));
  const shown = wanted.slice(start, start + size);
  const isLast = start + size >= wanted.length;
  return ok(
    shown.map((one) => activityView(world, one)),
    isLast ? {} : { link: nextLink(world, call, shown.at(-1)?.id ?? 0) },
  );
}

/** A cursor is opaque to callers: here it is the id of the last activity that was shown. */
function startOf(wanted: readonly Activity[], after: string | undefined): number {
  if (after === undefined) return 0;
  const index = wanted.findIndex(({ id }) => `a${id}` === after);
  if (index < 0) throw validationFailed({ resource: 'Activity', field: 'after', code: 'invalid' });
  return index + 1;
}

function nextLink({ links }: World, call: Call, last: number): string {
  const query = new URLSearchParams(call.url.search);
  query.set('after', `a${last}`);
  return `<${links.origin}${call.url.pathname}?${query.toString()}>; rel="next"`;
}

function activityView(
  { links }: World,
  { id, type, ref, before, after, actor, at }: Activity,
): Record<string, unknown> {
  return {
    id,
    node_id: Buffer.from(`Activity${id}`).toString('base64'),
    before,
    after,
    ref,
    timestamp: at,
    activity_type: type,
    actor: accountView(links, actor),
  };
}
