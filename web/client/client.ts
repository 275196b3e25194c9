import createClient, { type Middleware } from 'openapi-fetch';
import createReactQuery from 'openapi-react-query';
import { QueryClient } from '@tanstack/react-query';
import { language } from '../language.ts';
import { login, loseLogin } from '../session.ts';
import { Problem, problemOf } from './problem.ts';
import type { components, paths } from './schema.ts';

export type { paths };
/** Everything that has a name in the API's document, by it. */
export type Schemas = components['schemas'];

/** Below which every path is. */
export const basePath = '/api/v1';

/** What every request bears. */
export function headersOfAll(): Record<string, string> {
  const token = login()?.token;
  return { 'Accept-Language': language(), ...(token ? { Authorization: `Bearer ${token}` } : {}) };
}

/** A login that is over is forgotten, so that the page asks for another one. */
export async function refusalOf(response: Response): Promise<Problem> {
  if (response.status === 401 && response.headers.get('WWW-Authenticate') === 'Bearer') {
    const problem = await problemOf(response);
    if (problem.code === 'unauthenticated') loseLogin();
    return problem;
  }
  return problemOf(response);
}

const manners: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersOfAll())) request.headers.set(name, value);
  },
  async onResponse({ response }) {
    if (!response.ok) throw await refusalOf(response);
  },
  onError({ error }) {
    return error instanceof Problem ? error : new Problem({});
  },
};

/** The API, typed by its own document; a refusal is thrown as a `Problem`. */
export const client = createClient<paths>({ baseUrl: basePath });
client.use(manners);

/** What the pages have read, until they read it again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; what did not arrive is asked for again.
      retry: (tries, error) => tries < 2 && (!(error instanceof Problem) || error.status === 0 || error.status === 503),
    },
  },
});

/** Reads: `api.useQuery('get', '/registration')`. */
export const api = createReactQuery(client);
