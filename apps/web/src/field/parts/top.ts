/** Back to the beginning of the page: only its middle scrolls. */
export const toTop = (): void => document.getElementById('content')?.scrollTo(0, 0);
