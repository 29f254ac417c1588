/// <reference types="vite/client" />
/** The version of package.json, written in at build time. */
declare const __VERSION__: string;
