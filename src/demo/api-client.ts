/** Calls the JSON API with a key; a refusal is thrown with its own words. */
export interface ApiClient {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** What a GET answers, as it is. */
  text(path: string): Promise<string>;
}

export function createApiClient(baseUrl: string, key: string): ApiClient {
  const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
    return text;
  };
  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const text = await ask(method, path, body);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    text: async (path) => ask('GET', path),
  };
}
