import type { Actor, UserId } from '#domain';
import { Database, Signer, testing } from '#platform';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { Air, seededDatabase, startProcess, type Process } from '../testing/county.js';
import { Credentials, readCredentials } from './credentials.js';
import { Nonces } from './nonces.js';
import { isSigned, readSignature, signatureOf, signedText, SIGNED_SCHEME } from './signature.js';
import { Signatures, type SignatureRefusal } from './signatures.js';

const OPERATOR = { id: 'op-1' as UserId, role: 'operator' } as Actor;
let postgres: testing.TestPostgres, database: Database;
const air = new Air(), running: Running[] = [];
interface Running { readonly process: Process; readonly credentials: Credentials; readonly signatures: Signatures; readonly refused: SignatureRefusal[] }
/** What one process has of it. */
const start = async (secret = 'a secret of the server, long enough'): Promise<Running> => {
  const process = await startProcess(database, air), credentials = new Credentials(database, process.hints, new Signer(secret)), refused: SignatureRefusal[] = [];
  const signatures = new Signatures(process.access, credentials, new Nonces(database), { signedSkew: 300 });
  signatures.register(async (refusal) => void refused.push(refusal));
  running.push({ process, credentials, signatures, refused });
  return running.at(-1) as Running;
};
beforeAll(async () => {
  postgres = await testing.startTestPostgres();
  database = await seededDatabase(postgres);
}, 60_000);
afterAll(async () => {
  for (const { process, credentials } of running) { credentials.onModuleDestroy(); await process.close(); }
  await postgres?.stop();
});

const BODY = Buffer.from('[{"n":"level","v":1}]');
const seconds = (): number => Math.floor(Date.now() / 1000);
const signed = (secret: string, { account = 'dev-1', timestamp = seconds(), nonce = randomBytes(12).toString('hex'), method = 'POST', url = '/ingest/senml?x=1', body = BODY } = {}) => ({
  method, url, body, ip: '192.0.2.7', headers: { authorization: `${SIGNED_SCHEME} account=${account}, timestamp=${timestamp}, nonce=${nonce}, signature=${signatureOf(secret, signedText(method, url, { timestamp, nonce }, body))}` },
});

describe('requests that a device signs', () => {
  it('are known by its secret, which is answered once and lies sealed', async () => {
    const one = await start(), { secret, credential } = await one.credentials.issue(OPERATOR, 'dev-1', { kind: 'secret', label: 'first' }, 'device:x');
    expect(secret).toMatch(/^gs_[\w-]{43}$/);
    expect((await one.signatures.check(signed(secret ?? ''))).actor).toEqual({ id: 'dev-1', role: 'device' });
    const [row] = await database.query<{ all: string }>(`select row_to_json(c)::text as all from credential c where id = $1`, [credential.id]);
    expect(row?.all).not.toContain(Buffer.from((secret ?? '').slice(3)).toString('hex'));
    expect(await readCredentials(database, { account: 'dev-1' })).toEqual([expect.objectContaining({ id: credential.id, kind: 'secret', label: 'first', revokedAt: null, seenAt: expect.any(Number) })]);
    // Under another GRID_SECRET it cannot be unsealed, and nobody is known by it.
    await expect((await start('another secret of the server, as long')).signatures.check(signed(secret ?? ''))).rejects.toMatchObject({ code: 'wrong-signature' });
  });

  it('are refused when anything of them was changed, for another account and with a revoked secret; the reason is told to whoever has the secret', async () => {
    const one = await start(), { secret, credential } = await one.credentials.issue(OPERATOR, 'dev-1', { kind: 'secret', label: 'second' }, 'device:x'), good = (): ReturnType<typeof signed> => signed(secret ?? '');
    for (const changed of [{ method: 'PUT' }, { url: '/ingest/ngsi' }, { body: Buffer.from('[]') }]) await expect(one.signatures.check({ ...good(), ...changed })).rejects.toMatchObject({ code: 'wrong-signature' });
    for (const account of ['dev-2', 'op-1', 'nobody']) await expect(one.signatures.check(signed(secret ?? '', { account }))).rejects.toMatchObject({ code: 'wrong-signature' });
    await expect(one.signatures.check({ ...good(), headers: { authorization: `${SIGNED_SCHEME} account=dev-1` } })).rejects.toMatchObject({ code: 'wrong-signature', more: { headers: { 'www-authenticate': SIGNED_SCHEME } } });
    for (const timestamp of [seconds() - 310, seconds() + 310]) await expect(one.signatures.check(signed(secret ?? '', { timestamp }))).rejects.toMatchObject({ code: 'stale-timestamp' });
    await expect(one.signatures.check(signed('gs_wrong', { timestamp: seconds() - 310 }))).rejects.toMatchObject({ code: 'wrong-signature' });
    expect(one.refused.map(({ fault, account }) => [fault, account])).toEqual([...Array.from({ length: 7 }, () => ['signature', null]), ['stale', 'dev-1'], ['stale', 'dev-1'], ['signature', null]]);
    await one.credentials.revoke(OPERATOR, credential.id);
    await expect(one.signatures.check(good())).rejects.toMatchObject({ code: 'wrong-signature' });
    await expect(one.credentials.revoke(OPERATOR, credential.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('count once: in another process too, and after a restart', async () => {
    const [one, other] = [await start(), await start()], { secret } = await one.credentials.issue(OPERATOR, 'dev-1', { kind: 'secret', label: 'third' }, 'device:x'), request = signed(secret ?? '');
    const both = await Promise.allSettled([one.signatures.check(request), other.signatures.check(request)]);
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const process of [one, other, await start()]) await expect(process.signatures.check(request)).rejects.toMatchObject({ code: 'replayed-nonce' });
    expect(one.refused.at(-1)).toMatchObject({ fault: 'replayed', account: 'dev-1', path: '/ingest/senml?x=1', address: '192.0.2.7' });
    // Another account’s nonce of the same name is another one.
    const two = await one.credentials.issue(OPERATOR, 'dev-2', { kind: 'secret', label: 'first' }, 'device:y');
    const nonce = 'the-same-nonce';
    await one.signatures.check(signed(secret ?? '', { nonce }));
    expect((await one.signatures.check(signed(two.secret ?? '', { nonce, account: 'dev-2' }))).actor.id).toBe('dev-2');
  });

  it('can be made with openssl, as the guide says', () => {
    const text = signedText('POST', '/ingest/senml', { timestamp: 1764149640, nonce: '9f8e7d6c5b4a' }, BODY);
    expect(text).toBe(`POST\n/ingest/senml\n1764149640\n9f8e7d6c5b4a\n${createHash('sha256').update(BODY).digest('hex')}`);
    expect(execFileSync('openssl', ['dgst', '-sha256', '-hmac', 'gs_x', '-hex'], { input: text }).toString()).toContain(signatureOf('gs_x', text));
  });

  it.each([
    ['Bearer x', false, null], [`${SIGNED_SCHEME.toLowerCase()} account="Dev-1",timestamp=1764149640 ,nonce=abcdefgh,signature=${'aB'.repeat(32)}`, true, { account: 'dev-1', timestamp: 1764149640, nonce: 'abcdefgh', signature: 'ab'.repeat(32) }],
    [`${SIGNED_SCHEME} account=a,timestamp=1e9,nonce=abcdefgh,signature=${'ab'.repeat(32)}`, true, null], [`${SIGNED_SCHEME} account=a,timestamp=1764149640,nonce=short,signature=${'ab'.repeat(32)}`, true, null],
    [`${SIGNED_SCHEME} account=a,timestamp=1764149640,nonce=abcdefgh,signature=${'ab'.repeat(31)}`, true, null], [SIGNED_SCHEME, false, null],
  ])('read from %s', (header, is, said) => {
    expect(isSigned(header)).toBe(is);
    if (is) expect(readSignature(header)).toEqual(said);
  });
});

describe('certificates', () => {
  it('name one account by their fingerprint, in any writing', async () => {
    const one = await start(), fingerprint = createHash('sha256').update('certificate').digest('hex'), colons = (fingerprint.toUpperCase().match(/../g) ?? []).join(':');
    const { credential, secret } = await one.credentials.issue(OPERATOR, 'dev-1', { kind: 'certificate', label: 'logger', certificate: colons }, 'device:x');
    expect([secret, credential.fingerprint, await one.credentials.accountOf(colons), await one.credentials.accountOf('00'.repeat(32))]).toEqual([null, fingerprint, 'dev-1', null]);
    await expect(one.credentials.issue(OPERATOR, 'dev-2', { kind: 'certificate', label: 'logger', certificate: fingerprint }, 'device:y')).rejects.toMatchObject({ more: { errors: [{ code: 'taken' }] } });
    await expect(one.credentials.issue(OPERATOR, 'dev-2', { kind: 'certificate', label: 'logger', certificate: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' }, 'device:y')).rejects.toMatchObject({ more: { errors: [{ code: 'no-certificate' }] } });
    await one.credentials.revoke(OPERATOR, credential.id);
    expect(await one.credentials.accountOf(colons)).toBeNull();
    expect((await one.credentials.issue(OPERATOR, 'dev-2', { kind: 'certificate', label: 'logger', certificate: fingerprint }, 'device:y')).credential.account).toBe('dev-2');
  });
});
