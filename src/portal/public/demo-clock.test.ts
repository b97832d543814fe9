import { expect, test } from 'vitest';
import type { House } from '../../base/call.ts';
import { MovableClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { render } from '../ui/layout.tsx';
import { type ClockProgress, emptyForm, makeVisit } from '../web/visit.ts';
import { demoClockPages } from './demo-clock.tsx';

const [page] = demoClockPages;
const moves: number[] = [];
let stops = 0;
const visitWith = (progress: ClockProgress | undefined, fields: Record<string, string> = {}) =>
  makeVisit({
    house: {
      clock: new MovableClock(new Date('2025-11-05T02:00:00Z')),
      random: systemRandom,
    } as unknown as House,
    options: {
      ...{ version: '0', operations: [], region: 'beijing', channel: 'bureau-site' },
      demo: {
        personas: [],
        messageText: () => undefined,
        clock: {
          move: (days) => void moves.push(days),
          stop: async () => {
            stops += 1;
          },
          progress,
        },
      },
    },
    ...{ path: '/demo/clock', params: {}, query: {}, session: undefined, formToken: 'x' },
    form: { ...emptyForm, fields },
    view: { language: 'zh', big: false },
  });
const shown = async (progress: ClockProgress | undefined) => {
  const visit = visitWith(progress);
  const reply = await page!.get!(visit);
  if (reply.kind !== 'page') throw new Error('no page');
  return render(visit, reply);
};
const way = { from: '2025-11-03', today: '2025-11-05', to: '2025-11-10', acts: 41 } as Omit<ClockProgress, 'state'>;

test('while the clock moves the page says how far it is and renews itself, with scripts and without', async () => {
  const moving = await shown({ ...way, state: 'moving' });
  expect(moving).toContain('已过 2 天，共 7 天；城里发生了 41 件事');
  expect(moving).toMatch(/<progress max="7" value="2"/);
  expect(moving).toContain('data-live="1"');
  expect(moving).toContain('<noscript><meta http-equiv="refresh" content="1"');
  expect(moving).toContain('value="stop"');
  const arrived = await shown({ ...way, state: 'arrived' });
  expect(arrived).not.toMatch(/data-live|http-equiv="refresh"|value="stop"/);
  expect(arrived).toContain('name="days"');
});

test('only a number of days that makes sense moves the clock', async () => {
  for (const days of ['7', '0', '-1', '1.5', '121', 'x', '']) await page!.post!(visitWith(undefined, { days }));
  expect(moves).toEqual([7]);
  await page!.post!(visitWith(undefined, { act: 'stop', days: '7' }));
  expect([moves, stops]).toEqual([[7], 1]);
});
