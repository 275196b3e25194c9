import { api, queries, type Schemas } from '../client/client.ts';
import { may } from '../../domain/registration.ts';

export type Registration = Schemas['Registration'];

/** The two forms that a unit fills in and a delegation reviews. */
export type FormName = 'unitInfo' | 'procurementIntent';

/** The page that each is filled in on. */
const pageOfForm: Readonly<Record<FormName, string>> = {
  unitInfo: '/unit-info',
  procurementIntent: '/procurement-intent',
};

/** The page of a field that lacks or was returned, which begins at it; of what stands in no form there is none. */
export function pageOfField(path: string): string | undefined {
  const [form, ...field] = path.split(/\.|(?=\[)/);
  if (form === 'attendees') return '/attendees';
  if (form === 'delivery') return '/delivery';
  const page = pageOfForm[form as FormName];
  return page && (field.length > 0 ? `${page}?at=${encodeURIComponent(path.slice(form!.length + 1))}` : page);
}

/** Whether the unit holds the pen (G4.2, G4.3). */
export const isEditable = ({ state }: Pick<Registration, 'state'>): boolean => may('forms', state);
/** Whether people may be added and pickup chosen. */
export const isOpen = ({ state }: Pick<Registration, 'state'>): boolean => may('people', state);

export const useRegistration = () => api.useQuery('get', '/registration');

/** As it stands now and not as it was read before: a form begins with what is there, under the version that it has. */
export function useFreshRegistration() {
  const query = api.useQuery('get', '/registration', undefined, { refetchOnMount: 'always' });
  return query.isFetchedAfterMount ? query : { ...query, data: undefined, isPending: true };
}

/** What a save answered is what every page of the unit shows. */
export async function keepRegistration(registration: Registration): Promise<void> {
  queries.setQueryData(api.queryOptions('get', '/registration').queryKey, registration);
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/registration/'),
  });
}

/** The version as `If-Match` says it. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });
