import { QueryClient } from '@tanstack/vue-query';
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
