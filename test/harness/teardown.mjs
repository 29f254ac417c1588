export default async function teardown() {
  await globalThis.gridTestPostgres?.stop();
  globalThis.gridTestPostgres = undefined;
}
