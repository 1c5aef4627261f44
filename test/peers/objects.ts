// Writes objects into a peer's API server.
import { Agent, fetch } from 'undici';

export interface Access {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** Asks for something that is no object of its own, as a token is; resolves with the answer. @throws NotWritten */
export async function post({ url, ca, token }: Access, path: string, body: object): Promise<unknown> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      dispatcher,
    });
    const text = await answer.text();
    if (!answer.ok) throw new NotWritten(`${path} was answered with ${answer.status}: ${text}`);
    return JSON.parse(text);
  } finally {
    await dispatcher.destroy();
  }
}

/** Writes one object by server-side apply. @param path of the object. @throws NotWritten */
export async function apply({ url, ca, token }: Access, path: string, object: object): Promise<void> {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    const answer = await fetch(`${url}${path}?fieldManager=peers&force=true`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(object),
      dispatcher,
    });
    const text = await answer.text();
    if (!answer.ok) throw new NotWritten(`${path} was answered with ${answer.status}: ${text}`);
  } finally {
    await dispatcher.destroy();
  }
}

export class NotWritten extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotWritten';
  }
}
