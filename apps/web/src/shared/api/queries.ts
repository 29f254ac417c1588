import { QueryClient, type QueryKey } from '@tanstack/vue-query';
import { whenForgotten } from '../session/session.js';
import { mayRetry } from './failure.js';

/** One cache for what the server said. Nothing refetches by itself: the live feed says when something has changed. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: (times, error) => times < 1 && mayRetry(error) },
    mutations: { retry: false },
  },
});
whenForgotten(() => queries.clear());

/** Asks now for what has changed. An answer under way was asked for before that and does not count; alone, neither `refetch` nor `invalidateQueries` asks a second time while the first answer of all is awaited. */
export async function afresh(queryKey: QueryKey): Promise<void> {
  await queries.cancelQueries({ queryKey });
  await queries.invalidateQueries({ queryKey });
}
