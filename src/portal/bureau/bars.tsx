// Shares as bars, one a row; a picture only: the table with the figures stands below it.
import type { Visit, Words } from '../web/visit.ts';

export interface Bar {
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly tone?: 'good' | 'bad';
  readonly note: string;
}

export function Bars({ visit, title, bars }: { visit: Visit; title: Words; bars: readonly Bar[] }) {
  if (bars.length === 0) return null;
  const height = 40;
  return (
    <div class="box">
      <h2>{visit.say(title)}</h2>
      <svg
        class="chart"
        viewBox={`0 0 680 ${bars.length * height}`}
        role="img"
        aria-label={visit.t(`${title.zh}图，数据见下表`, `Chart: ${title.en}; the figures are in the table below`)}
      >
        {bars.map(({ name, share, tone, note }, i) => (
          <g transform={`translate(0 ${i * height})`}>
            <text x="0" y="23">
              {name}
            </text>
            <rect class="b1" x="190" y="7" width="360" height="24" rx="4" />
            <rect
              class={tone === 'bad' ? 'bad' : 'b3'}
              x="190"
              y="7"
              width={Math.max(0, Math.min(1, share)) * 360}
              height="24"
              rx="4"
            />
            <text x="560" y="24">
              {note}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
