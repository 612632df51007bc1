/** Calls the JSON API with a key; a refusal is thrown with its own words. */
export interface ApiClient {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

export function createApiClient(baseUrl: string, key: string): ApiClient {
  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await fetch(`${baseUrl}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}
