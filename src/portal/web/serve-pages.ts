// Mounts the pages on the HTTP door: sessions, languages, forms made here only, strict headers, refusals as pages people understand.
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../../base/call.ts';
import { Refusal } from '../../base/refusal.ts';
import { findSession } from '../../domain/identity/index.ts';
import { BRIDGE_PORT } from '../../terminal/index.ts';
import { assets, stylePath } from '../ui/assets.ts';
import { render } from '../ui/layout.tsx';
import { problemPage } from '../ui/problem-page.tsx';
import { browserOf, formTokenOf, isOurForm, readCookie, readView, setSession, setView } from './cookies.ts';
import { ownPath } from './homes.ts';
import { readForm } from './read-form.ts';
import {
  emptyForm,
  type Form,
  FormFault,
  makeVisit,
  type Page,
  type PortalOptions,
  type Reply,
  type Visit,
} from './visit.ts';

/** Nothing from any other host, no inline script or style, in no frame; `besides`, the one address a page with a reader speaks to. */
const contentPolicy = (besides = '') =>
  `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'${besides}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

export const mountPages =
  (house: House, options: PortalOptions, pages: readonly Page[]) =>
  async (scope: FastifyInstance): Promise<void> => {
    await scope.register(fastifyCookie);
    await scope.register(fastifyFormbody, { bodyLimit: 256 * 1024 });
    await scope.register(fastifyMultipart, {
      limits: { fileSize: 12 * 1024 * 1024, files: 2, fields: 60, fieldSize: 64 * 1024 },
    });
    scope.addHook('onSend', async (_, reply) => {
      reply.headers({
        'content-security-policy': reply.getHeader('content-security-policy') ?? contentPolicy(),
        'permissions-policy': 'camera=(self), geolocation=(self), microphone=()',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    });

    for (const { path, type, body } of assets)
      scope.get(path, { schema: { hide: true } }, async (_, reply) =>
        reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(body),
      );

    const visitOf = async (request: FastifyRequest, reply: FastifyReply, form: Form = emptyForm) => {
      const token = readCookie(request, 'session');
      const session = token ? await findSession(house, token) : undefined;
      const browser = browserOf(house, request, reply);
      return makeVisit({
        house,
        options,
        path: request.url.split('?')[0]!,
        params: request.params as Record<string, string>,
        query: plainTexts(request.query),
        form,
        session,
        view: readView(request),
        formToken: formTokenOf(house, browser, session?.id ?? ''),
      });
    };

    const answer = (request: FastifyRequest, reply: FastifyReply, visit: Visit, given: Reply, status = 200) => {
      if (given.kind === 'go') {
        if (given.token !== undefined) setSession(request, reply, given.token);
        return reply.redirect(ownPath(given.to), 303);
      }
      if (given.kind === 'view') {
        setView(request, reply, given.view);
        return reply.redirect(ownPath(given.to), 303);
      }
      if (given.kind === 'data') return reply.send(given.body);
      if (given.kind === 'file')
        return reply
          .type(given.type)
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(given.name)}`)
          .send(given.body);
      if (given.reader) reply.header('content-security-policy', contentPolicy(` ${bridgeAddress(options)}`));
      return reply
        .code(status)
        .type('text/html; charset=utf-8')
        .header('link', `<${stylePath}>; rel=preload; as=style`)
        .send(render(visit, given));
    };

    const failed = async (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
      const visit = await visitOf(request, reply);
      const refusal = error instanceof Refusal ? error : incident(house, request, error as Error);
      visit.problem = refusal.problem();
      return answer(request, reply, visit, problemPage(visit), refusal.text.status);
    };

    /** Nobody, or somebody else: to the door that fits, and back here afterwards. */
    const turnAway = (request: FastifyRequest, reply: FastifyReply, page: Page, visit: Visit) => {
      if (page.by === 'public') return undefined;
      if (!visit.session) {
        const door = page.by.includes('citizen') ? '/sign-in' : '/staff/sign-in';
        const back = request.method === 'GET' ? `?back=${encodeURIComponent(request.url)}` : '?over=1';
        return reply.redirect(`${door}${back}`, 303);
      }
      if (page.by.includes(visit.session.actor.role)) return undefined;
      return answer(request, reply, visit, problemPage(visit, 'not-for-you'), 403);
    };

    // A mistyped address: a page for people; programs get problem details as everywhere.
    scope.get('/*', { schema: { hide: true } }, async (request, reply) => {
      if (!request.headers.accept?.includes('text/html')) return reply.callNotFound();
      const visit = await visitOf(request, reply);
      return answer(request, reply, visit, problemPage(visit, 'no-such-page'), 404);
    });

    for (const page of pages) {
      if (page.get) {
        scope.get(page.path, { schema: { hide: true } }, async (request, reply) => {
          const visit = await visitOf(request, reply);
          try {
            return turnAway(request, reply, page, visit) ?? answer(request, reply, visit, await page.get!(visit));
          } catch (error) {
            return failed(request, reply, error);
          }
        });
      }
      const { post } = page;
      if (!post) continue;
      scope.post(
        page.path,
        { schema: { hide: true }, bodyLimit: page.bodyLimit ?? 256 * 1024 },
        async (request, reply) => {
          const form = await readForm(request).catch(() => undefined);
          const visit = await visitOf(request, reply, form);
          const turned = turnAway(request, reply, page, visit);
          if (turned) return turned;
          if (!form) return answer(request, reply, visit, problemPage(visit, 'too-large'), 413);
          if (!isOurForm(request, form.fields._token, visit.formToken))
            return answer(request, reply, visit, problemPage(visit, 'old-form'), 403);
          try {
            return answer(request, reply, visit, await post(visit));
          } catch (error) {
            const again =
              page.get && (error instanceof FormFault || (error instanceof Refusal && error.text.status !== 401));
            if (!again) return failed(request, reply, error);
            if (error instanceof FormFault) visit.faults = { ...error.faults };
            else visit.problem = (error as Refusal).problem();
            try {
              return answer(
                request,
                reply,
                visit,
                await page.get!(visit),
                error instanceof Refusal ? error.text.status : 422,
              );
            } catch (second) {
              // The page itself may be gone, such as an order that is not one's own: then the first reason is the one to tell, if it was one.
              return failed(request, reply, second instanceof Refusal && error instanceof Refusal ? error : second);
            }
          }
        },
      );
    }
  };

/** On the visitor's own machine; loopback is no outside host. */
const bridgeAddress = ({ bridgePort = BRIDGE_PORT }: PortalOptions) => `ws://127.0.0.1:${bridgePort}`;

function plainTexts(query: unknown): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') out[name] = first.replaceAll('\u0000', '').slice(0, 500);
  }
  return out;
}

function incident(house: House, request: FastifyRequest, error: Error): Refusal {
  const number = Buffer.from(house.random.bytes(5)).toString('hex');
  house.log.error(
    { incident: number, path: request.routeOptions.url, err: error.stack ?? String(error) },
    'broken page',
  );
  return new Refusal('http.broken', { incident: number });
}
