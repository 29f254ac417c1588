export function browserPath(wish?: { whole?: boolean }): string | null;
export const FLAGS: string[];
