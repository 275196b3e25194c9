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
const basePath = '/api/v1';

/** What every request bears. */
function headersOfAll(): Record<string, string> {
  const token = login()?.token;
  return { 'Accept-Language': language(), ...(token ? { Authorization: `Bearer ${token}` } : {}) };
}

/** Where it says that the login is over, the page asks for the password again. */
async function refusalOf(response: Response, authorization: string | null | undefined): Promise<Problem> {
  const problem = await problemOf(response);
  if (problem.code === 'unauthenticated' && authorization) loseLogin(authorization.replace('Bearer ', ''));
  return problem;
}

/** What is no JSON, as a file or a stream; refusals are thrown. */
export async function fetchAt(
  path: string,
  { accept, signal }: { accept?: string | undefined; signal?: AbortSignal } = {},
): Promise<Response> {
  const headers = headersOfAll();
  const init = { headers: { ...headers, ...(accept ? { Accept: accept } : {}) }, ...(signal ? { signal } : {}) };
  const response = await fetch(basePath + path, init).catch(() => {
    throw new Problem({});
  });
  if (!response.ok) throw await refusalOf(response, headers['Authorization']);
  return response;
}

const manners: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersOfAll())) request.headers.set(name, value);
  },
  async onResponse({ request, response }) {
    if (!response.ok) throw await refusalOf(response, request.headers.get('Authorization'));
  },
  onError({ error }) {
    return error instanceof Problem ? error : new Problem({});
  },
};

/** The API, typed by its own document; a refusal is thrown as a `Problem`. */
export const client = createClient<paths>({ baseUrl: basePath });
client.use(manners);

/** What the pages have read, until they read it again. Without a connection nothing waits for one: it fails at once, and is asked for again by whoever wants it. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 5_000,
      // A refusal stays one; what did not arrive is asked for again.
      retry: (tries, error) =>
        tries < 2 && navigator.onLine && (!(error instanceof Problem) || error.status === 0 || error.status === 503),
    },
    mutations: { networkMode: 'always' },
  },
});

/** Reads: `api.useQuery('get', '/registration')`. */
export const api = createReactQuery(client);
