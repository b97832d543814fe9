// What is committed is what the sources build, byte for byte; and it runs where there is no Node.
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { sm2, toHex, x509 } from '../src/crypto/index.ts';
import { staleFiles } from './build-crypto.ts';

test('the embedded core and the generated kernels are up to date', { timeout: 120_000 }, async () => {
  expect(await staleFiles()).toEqual([]);
});

test('bundled for the browser, the module verifies a signature and a certificate in a page without Node', async () => {
  const door = join(import.meta.dirname, '../src/crypto/index.ts');
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(door)}`, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'gm',
    target: 'es2022',
    write: false,
  });
  const code = outputFiles[0]!.text;
  expect(code).not.toMatch(/require\(|from\s*["']node:/);
  // What every browser has, and nothing of Node.
  const page = createContext({ atob, btoa, crypto: globalThis.crypto, TextEncoder, TextDecoder });
  runInContext(code, page);
  const pair = sm2.generateKeyPair();
  const message = new TextEncoder().encode('card code');
  const signature = sm2.sign(message, pair.privateKey);
  const root = x509.Authority.root([['CN', 'Root']], pair.privateKey, {
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2030-01-01T00:00:00Z'),
  });
  const run = (script: string): unknown => runInContext(script, page);
  const hex = (bytes: Uint8Array): string => `gm.fromHex('${toHex(bytes)}')`;
  const verify = `gm.sm2.verify(${hex(message)}, ${hex(signature)}, ${hex(pair.publicKey)})`;
  expect(run('typeof process + typeof require')).toBe('undefinedundefined');
  expect(run(verify)).toBe(true);
  expect(run(verify.replace(hex(message), hex(message.map((byte) => byte ^ 1))))).toBe(false);
  expect(run(`(c => gm.x509.verifySigned(c, c.publicKey))(gm.x509.parseCertificate(${hex(root)}))`)).toBe(true);
  expect(
    run(
      `gm.toHex(gm.sm4.decryptGcm(new Uint8Array(16), new Uint8Array(12), gm.sm4.encryptGcm(new Uint8Array(16), new Uint8Array(12), gm.fromHex('0a0b'))))`,
    ),
  ).toBe('0a0b');
  expect(run(`try { gm.des.checkValue(new Uint8Array(16)) } catch (e) { e.code }`)).toBe('unknown-algorithm');
});
