// A function that makes its calls once for each request, and nothing else.
import { http } from '@google-cloud/functions-framework';
import { serveFunction } from '../../../infra/deploy/serve-function.ts';
import type { FloorCall, FloorEndpoints } from './floor-call.ts';

/** Answers 401 without calling anything to who has no token, as while an image is made. */
export async function serveFloor(calls: readonly FloorCall[]): Promise<void> {
  http('floor', async (request, response) => {
    if (request.headers.authorization === undefined) return void response.status(401).end();
    const endpoints = JSON.parse(process.env['FLOOR_ENDPOINTS'] ?? '{}') as FloorEndpoints;
    for (const call of calls) await call(endpoints, request);
    response.end();
  });
  await serveFunction('floor', process.env);
}
