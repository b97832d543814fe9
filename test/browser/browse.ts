// Visits pages without a browser, as a program that keeps cookies and fills forms would.
import type { Town } from './town.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly to: string | undefined;
  readonly headers: Record<string, unknown>;
}

export class Visitor {
  readonly #town: Town;
  readonly cookies = new Map<string, string>();

  constructor(town: Town) {
    this.#town = town;
  }

  async #send(options: {
    method: 'GET' | 'POST';
    url: string;
    payload?: string | Buffer;
    headers?: Record<string, string>;
  }): Promise<Answer> {
    const response = await this.#town.http.inject({
      ...options,
      headers: {
        host: '127.0.0.1',
        'accept-language': 'zh-CN',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...options.headers,
      },
    } as never);
    for (const { name, value, maxAge, expires } of response.cookies as {
      name: string;
      value: string;
      maxAge?: number;
      expires?: Date;
    }[]) {
      if (value === '' || maxAge === 0 || (expires && expires.getTime() === 0)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: response.statusCode,
      body: response.body,
      to: response.headers.location as string | undefined,
      headers: response.headers,
    };
  }

  get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send({ method: 'GET', url, headers });
  }

  /** The token and a fresh id, as the form of a page holds them. */
  async formOf(page: string): Promise<{ _token: string; _id: string }> {
    const { body } = await this.get(page);
    return {
      _token: /name="_token" value="([^"]+)"/.exec(body)?.[1] ?? '',
      _id: /name="_id" value="([^"]+)"/.exec(body)?.[1] ?? '',
    };
  }

  post(url: string, fields: Record<string, string | string[]>, headers: Record<string, string> = {}): Promise<Answer> {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const one of Array.isArray(value) ? value : [value]) form.append(name, one);
    return this.#send({
      method: 'POST',
      url,
      payload: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }

  /** Fills the form of a page and sends it. */
  async fill(page: string, fields: Record<string, string | string[]>, url = page): Promise<Answer> {
    return this.post(url, { ...(await this.formOf(page)), ...fields });
  }

  /** Becomes somebody of the demo city. */
  async be(name: string): Promise<this> {
    const answer = await this.fill('/', {}, `/demo/be/${name}`);
    if (answer.status !== 303) throw new Error(`nobody is called ${name}`);
    return this;
  }
}
