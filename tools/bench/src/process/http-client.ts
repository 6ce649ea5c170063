import { Agent, request } from 'node:http';
import { PenstockError } from '@penstock/core';

/** Posts one JSON body over kept connections, as a client of a model server does. */
export class HttpClient implements Disposable {
  readonly #agent: Agent;
  readonly #url: string;
  readonly #body: string;

  constructor(url: string, body: unknown, connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#url = url;
    this.#body = JSON.stringify(body);
  }

  /** The answer's text. @throws PEN_INTERNAL for any status but 200: an error is no fast answer. */
  post(): Promise<string> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(this.#body) };
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new PenstockError('PEN_INTERNAL', `The server answered ${response.statusCode}: ${text}`));
        });
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(this.#body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
