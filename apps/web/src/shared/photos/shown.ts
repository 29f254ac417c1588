/** A picture with the words that stand under it. */
export interface Shown { readonly hash: string; readonly label: string; readonly tag?: 'before' | 'after' }
