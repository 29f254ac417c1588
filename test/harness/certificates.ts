import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const opensslFound = !(spawnSync('openssl', ['version']).error instanceof Error);

export interface KeyPair { readonly cert: string; readonly key: string }
/** An authority of a test's own, and what it issues; made with openssl. */
export interface Authority { readonly ca: string; /** A server's for 127.0.0.1, or a client's. `days` below 0: it ran out. */ issue(name: string, days?: number): KeyPair; remove(): void }

export function makeAuthority(name: string): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'grid-certificates-')), at = (file: string): string => join(folder, file);
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder });
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr.toString()}`);
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', `/CN=${name}`);
  writeFileSync(at('server.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  return {
    ca: readFileSync(at('ca.crt'), 'utf8'),
    issue(of, days = 2) {
      openssl('req', ...key, '-keyout', `${of}.key`, '-out', `${of}.csr`, '-subj', `/CN=${of}`);
      openssl('x509', '-req', '-in', `${of}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${of}.crt`, '-days', String(days), '-extfile', 'server.ext');
      return { cert: readFileSync(at(`${of}.crt`), 'utf8'), key: readFileSync(at(`${of}.key`), 'utf8') };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
