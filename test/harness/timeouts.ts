
/** Nothing in these suites is timed; a busy machine may take its time to start a server. */
jest.setTimeout(300_000);
