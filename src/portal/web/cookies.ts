// The three cookies of the portal: who is signed in, which browser this is (so that forms cannot be sent from elsewhere), how pages look.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../../base/call.ts';
import type { View } from './visit.ts';

// Over TLS the names carry a prefix by which the browser itself refuses them from anywhere else.
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const isSecure = (request: FastifyRequest) => !loopback.test(request.headers.host ?? '');
const nameOf = (request: FastifyRequest, name: string) => (isSecure(request) ? `__Host-${name}` : name);
const options = (request: FastifyRequest): CookieSerializeOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  secure: isSecure(request),
});

export const readCookie = (request: FastifyRequest, name: 'session' | 'browser' | 'view'): string =>
  request.cookies[nameOf(request, name)] ?? '';

export const setSession = (request: FastifyRequest, reply: FastifyReply, token: string | null) =>
  token === null
    ? reply.clearCookie(nameOf(request, 'session'), options(request))
    : reply.setCookie(nameOf(request, 'session'), token, options(request));

export const setView = (request: FastifyRequest, reply: FastifyReply, { language, big }: View) =>
  reply.setCookie(nameOf(request, 'view'), `${language}.${big ? 'big' : 'normal'}`, {
    ...options(request),
    maxAge: 365 * 86_400,
  });

export function readView(request: FastifyRequest): View {
  const kept = /^(zh|en)\.(big|normal)$/.exec(readCookie(request, 'view'));
  if (kept) return { language: kept[1] as View['language'], big: kept[2] === 'big' };
  const first = (request.headers['accept-language'] ?? '').trim().toLowerCase();
  return { language: first !== '' && !first.startsWith('zh') ? 'en' : 'zh', big: false };
}

/** The browser's own random word; made and set when it has none yet. */
export function browserOf(house: House, request: FastifyRequest, reply: FastifyReply): string {
  const kept = readCookie(request, 'browser');
  if (/^[A-Za-z0-9_-]{32}$/.test(kept)) return kept;
  const fresh = Buffer.from(house.random.bytes(24)).toString('base64url');
  reply.setCookie(nameOf(request, 'browser'), fresh, options(request));
  return fresh;
}

/** The word every form of this browser and session carries. */
export const formTokenOf = (house: House, browser: string, session: string): string =>
  createHmac('sm3', house.vault.keyFor('page forms')).update(`${browser}\0${session}`).digest('base64url');

/** Was this form made here, for this browser and session, and sent from a page of ours? */
export function isOurForm(request: FastifyRequest, sent: string | undefined, expected: string): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin !== undefined && origin !== 'null' && new URL(origin).host !== host) return false;
  const given = Buffer.from(sent ?? '');
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
