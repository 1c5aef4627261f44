// Long work says now and then that it goes on: how many answers have come so far. Every client of ours asks by
// node:http, which tells of each answer. Source: Node.js, "Diagnostics Channel", HTTP.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const ANSWERED = 'http.client.response.finish';
const EVERY_MS = 10_000;

/** @returns what ends it. It keeps no process alive. */
export function tellWork(note: (text: string) => void, everyMs = EVERY_MS): () => void {
  const began = Date.now();
  let answers = 0;
  const count = (): void => void (answers += 1);
  subscribe(ANSWERED, count);
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    note(
      `still at work after ${seconds} s${answers === 0 ? '' : `, with ${answers} answer${answers === 1 ? '' : 's'} so far`}`,
    );
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    unsubscribe(ANSWERED, count);
  };
}
