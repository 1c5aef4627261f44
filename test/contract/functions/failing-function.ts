// A function whose requests end as their path says, to be run under the Functions Framework as a process. At SIGUSR2
// an error is thrown that belongs to no request.
import { EventEmitter, once } from 'node:events';
import { Agent, get } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { serveFunction } from '../../../infra/deploy/serve-function.ts';

const released = new EventEmitter();
/** Keeps one connection to this function, for all requests. */
const kept = new Agent({ keepAlive: true, maxSockets: 1 });

function fail(): never {
  throw new TypeError('thrown by a callback');
}

const ENDS: Readonly<Record<string, (host: string) => unknown>> = {
  '/at-once': fail,
  '/tick': () => process.nextTick(fail),
  '/microtask': () => queueMicrotask(fail),
  '/immediate': () => setImmediate(fail),
  '/timer': () => setTimeout(fail, 1),
  '/later-timer': () => Promise.resolve().then(() => void setTimeout(() => setTimeout(fail, 1), 1)),
  '/emitter': () => setTimeout(() => new EventEmitter().emit('error', new TypeError('emitted')), 1),
  '/answer-of-another': (host) => get(`http://${host}/quick`, fail),
  '/end-of-kept-answer': (host) =>
    get(`http://${host}/quick`, { agent: kept }, (answer) => answer.resume().on('end', fail)),
  '/refused-call': () => get('http://127.0.0.1:1/'),
  '/rejected': () => Promise.reject(new TypeError('rejected')),
  '/forgotten': () => void Promise.resolve().then(fail),
  '/forgotten-later': () => void setTimeout(() => void Promise.resolve().then(fail), 1),
};

http('failing', (request, response) => {
  switch (request.path) {
    case '/waits':
      return once(released, 'go').then(() => response.end('went on'));
    case '/release':
      released.emit('go');
      return void response.end('released');
    case '/keeps':
      return void get(`http://${request.headers.host}/quick`, { agent: kept }, (answer) => answer.pipe(response));
    case '/quick':
      return void response.end('quick');
    case '/answered':
      response.end('answered');
      return void setTimeout(fail, 1);
    default:
      return ENDS[request.path]?.(request.headers.host ?? '');
  }
});
process.on('SIGUSR2', fail);
await serveFunction('failing', process.env);
