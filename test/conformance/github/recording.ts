// Keeps what Octokit sends and gets, by operation.
import type { Octokit } from '@octokit/rest';

export interface Exchange {
  /** `METHOD path`, with GitHub's path template. */
  readonly operation: string;
  /** The JSON body as sent; undefined when there was none. */
  readonly sent: unknown;
  readonly status: number;
  /** The JSON answer; other answers are whatever Octokit makes of them. */
  readonly received: unknown;
  readonly contentType: string;
}

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: { readonly 'content-type'?: string };
}

/** Hands every exchange of the client to `keep`, refusals too. */
export function record(client: Octokit, keep: (exchange: Exchange) => void): void {
  client.hook.wrap('request', async (request, options) => {
    const operation = `${options.method} ${options.url}`;
    const { body } = client.request.endpoint(options) as { readonly body?: unknown };
    // Octokit sends an empty text where there is nothing to say.
    const sent = typeof body !== 'string' ? body : body === '' ? undefined : (JSON.parse(body) as unknown);
    const keepAnswer = ({ status, data, headers }: Answer): void =>
      keep({ operation, sent, status, received: data, contentType: headers['content-type'] ?? '' });
    try {
      const response = await request(options);
      keepAnswer(response as Answer);
      return response;
    } catch (error) {
      const { response } = error as { readonly response?: Answer };
      if (response !== undefined) keepAnswer(response);
      throw error;
    }
  });
}
