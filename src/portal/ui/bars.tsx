// Lengths as bars, one a row, with letters as large as those of the page; a picture only: the table with the figures stands below it.
import type { Visit, Words } from '../web/visit.ts';

/** What a bar is filled with, from the longest to the shortest: each a share of the whole, from 0 to 1. */
export type Fill = readonly [share: number, tone: 'light' | 'blue' | 'good' | 'bad'];
const paints = { light: 'b1', blue: 'b2', good: 'b3', bad: 'b4' } as const;

export interface Bar {
  readonly name: string;
  readonly fills: readonly Fill[];
  readonly note: string;
}

const Picture = ({ fills }: { fills: readonly Fill[] }) => (
  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    {fills.map(([share, tone]) => (
      <rect class={paints[tone]} width={Math.max(0, Math.min(1, share)) * 100} height="10" />
    ))}
  </svg>
);

export function Bars({
  visit,
  title,
  bars,
  legend = [],
}: {
  visit: Visit;
  title: Words;
  bars: readonly Bar[];
  legend?: readonly (readonly [Fill[1], string])[];
}) {
  if (bars.length === 0) return null;
  return (
    <section class="box">
      <h2>{visit.say(title)}</h2>
      <div
        role="img"
        aria-label={visit.t(`${title.zh}图，数据见下表`, `Chart: ${title.en}; the figures are in the table below`)}
      >
        {bars.map(({ name, fills, note }) => (
          <div class="bar">
            <span>{name}</span>
            <Picture fills={fills} />
            <span class="small num">{note}</span>
          </div>
        ))}
        {legend.length > 0 && (
          <div class="key small">
            {legend.map(([tone, word]) => (
              <span>
                <Picture fills={[[1, tone]]} />
                {word}
              </span>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
