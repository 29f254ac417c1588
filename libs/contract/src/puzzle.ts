/** What page and server must agree on before anything is checked; no schema is loaded with it. */

/** Photos of one public report. */
export const PUBLIC_PHOTOS = 4;
/** The header that brings a solved puzzle: the challenge, a colon, and the whole number that solves it. */
export const PROOF_HEADER = 'grid-proof';
/** What is hashed with SHA-256: the digest must begin with as many zero bits as the challenge asks for. */
export const puzzleText = (challenge: string, answer: number): string => `${challenge}:${answer}`;
