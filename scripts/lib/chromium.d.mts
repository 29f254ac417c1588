export function browserPath(): string | null;
export const FLAGS: string[];
