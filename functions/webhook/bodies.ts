// Reads bodies, each up to a limit, and all that are here at once up to another one. Nothing is inflated or parsed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RangelightError } from '../../lib/core/index.ts';

export interface BodyLimits {
  /** Bytes of one body. */
  readonly each: number;
  /** Bytes of all that have come and are not let go of. */
  readonly together: number;
}

/** `too-large` by itself; `crowded`: the largest of too many; `gone`: the client went away. */
export type Unread = 'too-large' | 'crowded' | 'gone';

export interface Bodies {
  /**
   * The body, which counts until the response has ended; or why there is none, and then nothing is kept of it.
   * Fails with `unexpected` when somebody has read it before: it would look empty.
   */
  readonly read: (request: IncomingMessage, response: ServerResponse) => Promise<Buffer | Unread>;
}

interface Reading {
  readonly bytes: () => number;
  readonly giveUp: () => void;
}

export function createBodies({ each, together }: BodyLimits): Bodies {
  /** Those that have not come to their end. */
  const readings = new Set<Reading>();
  let held = 0;

  /** Deliveries are small: whoever fills the memory is the one that has to go. */
  const shed = (): void => {
    if (held <= together) return;
    for (const largest of [...readings].sort((a, b) => b.bytes() - a.bytes())) {
      largest.giveUp();
      if (held <= together) return;
    }
  };

  return {
    read(request, response) {
      if (request.readableDidRead) {
        throw new RangelightError(
          'unexpected',
          'functions framework',
          'the body was read before its head was looked at',
        );
      }
      if (declaredBytes(request) > each) return Promise.resolve('too-large');
      return new Promise((resolve) => {
        let chunks: Buffer[] = [];
        let bytes = 0;
        const letGo = (): void => {
          held -= bytes;
          bytes = 0;
          chunks = [];
          readings.delete(reading);
        };
        const stop = (why: Unread): void => {
          letGo();
          request.off('data', onData).off('end', onEnd).pause();
          resolve(why);
        };
        const reading: Reading = { bytes: () => bytes, giveUp: () => stop('crowded') };
        const onData = (chunk: Buffer): void => {
          chunks.push(chunk);
          bytes += chunk.length;
          held += chunk.length;
          if (bytes > each) stop('too-large');
          else shed();
        };
        const onEnd = (): void => {
          readings.delete(reading);
          resolve(Buffer.concat(chunks));
        };
        readings.add(reading);
        // A connection that breaks off ends its response, too.
        request.on('error', () => undefined);
        response.once('close', () => {
          letGo();
          resolve('gone');
        });
        request.on('data', onData).once('end', onEnd);
      });
    },
  };
}

/** As the client sent it: the header itself was taken away from the framework's parsers. NaN when it says none. */
function declaredBytes({ rawHeaders }: IncomingMessage): number {
  const name = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === 'content-length');
  return name === -1 ? Number.NaN : Number(rawHeaders[name + 1]);
}
