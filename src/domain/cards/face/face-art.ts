// What is drawn on a card: own art in plain SVG, without any protected mark. Emblem, bank and network marks are stand-ins that say so.
import type { Watermark } from './face-template.ts';

const INK = '#12263f';
const BLUE = '#0b3d91';
const GOLD = '#b8862b';

/** The place of the national emblem. The law reserves the emblem itself: here a round of grain and five stars in outline. */
export const emblem = (x: number, y: number): string =>
  `<g data-piece="emblem" transform="translate(${x} ${y})"><title>国徽位置（示意）place of the national emblem</title><circle r="46" fill="#c8102e"/><circle r="46" fill="none" stroke="${GOLD}" stroke-width="6"/>${star(0, -17, 12)}${star(-22, -2, 5)}${star(22, -2, 5)}${star(-11, 8, 5)}${star(11, 8, 5)}<path d="M-24 30h48l-5-10h-38zM-16 20v-6h32v6" fill="#f6d77a"/></g>`;

function star(x: number, y: number, size: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const radius = i % 2 === 0 ? size : size * 0.382;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    return `${(x + radius * Math.cos(angle)).toFixed(1)},${(y + radius * Math.sin(angle)).toFixed(1)}`;
  });
  return `<polygon points="${points.join(' ')}" fill="#f6d77a"/>`;
}

export const chip = (x: number, y: number): string =>
  `<g data-piece="chip" transform="translate(${x} ${y})"><title>接触式芯片 contact chip</title><rect width="118" height="94" rx="14" fill="#dcbc60" stroke="#9a7b22" stroke-width="2"/><path d="M0 31h38M0 63h38M80 31h38M80 63h38M38 0v94M80 0v94M38 47h42" stroke="#9a7b22" stroke-width="2.4" fill="none"/></g>`;

export const contactlessSign = (x: number, y: number): string =>
  `<g data-piece="contactless-sign" transform="translate(${x} ${y})" fill="none" stroke="${BLUE}" stroke-width="6" stroke-linecap="round"><title>非接触式读卡标识 contactless</title><path d="M0 14a30 30 0 0 1 0 32"/><path d="M15 5a48 48 0 0 1 0 50"/><path d="M30-4a66 66 0 0 1 0 68"/></g>`;

/** A round stamp with the authority's name along its upper edge; `id` keeps its path apart from others on the page. */
export const seal = (x: number, y: number, authority: string, id: string): string =>
  `<g data-piece="seal" transform="translate(${x} ${y})" fill="#c8102e" opacity=".8"><path id="${id}-arc" d="M-44 14A46 46 0 1 1 44 14" fill="none"/><circle r="58" fill="none" stroke="#c8102e" stroke-width="4"/>${star(0, 4, 15).replace('#f6d77a', '#c8102e')}<text font-size="${authority.length > 12 ? 13 : 15}" text-anchor="middle"><textPath href="#${id}-arc" startOffset="50%">${authority}</textPath></text></g>`;

/** An own mark of text in a box, for the marks of others. */
export const textMark = (piece: string, x: number, y: number, text: string, colour: string): string => {
  const width = 28 + [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) < 256 ? 15 : 25), 0);
  return `<g data-piece="${piece}" transform="translate(${x - width} ${y})"><rect width="${width}" height="44" rx="10" fill="${colour}"/><text x="${width / 2}" y="31" font-size="25" font-weight="700" fill="#fff" text-anchor="middle">${text}</text></g>`;
};

export const silhouette = (x: number, y: number, width: number, height: number): string =>
  `<g data-piece="photo" transform="translate(${x} ${y})"><title>相片 photo</title><rect width="${width}" height="${height}" rx="10" fill="#fff" opacity=".9"/><circle cx="${width / 2}" cy="${height * 0.38}" r="${width * 0.22}" fill="#9db8d2"/><path d="M${width * 0.12} ${height}c4-${height * 0.28} 32-${height * 0.36} ${width * 0.38}-${height * 0.36}s${width * 0.34} ${height * 0.08} ${width * 0.38} ${height * 0.36}z" fill="#9db8d2"/></g>`;

export const photo = (x: number, y: number, width: number, height: number, href: string): string =>
  `<image data-piece="photo" x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice" href="${href}"/>`;

export const background = (id: string): string =>
  `<defs><linearGradient id="${id}-ground" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fdfefe"/><stop offset=".55" stop-color="#dcebf7"/><stop offset="1" stop-color="#a9cfe6"/></linearGradient><clipPath id="${id}-edge"><rect width="856" height="540" rx="32"/></clipPath></defs><rect width="856" height="540" rx="32" fill="url(#${id}-ground)"/><g clip-path="url(#${id}-edge)"><path d="M0 418c142-94 244 40 387-37s224-143 469-69v228H0z" fill="#1857b6" opacity=".1"/><path d="M0 460c163-61 285 57 448-16s244-82 408-37v133H0z" fill="#0f8a8a" opacity=".14"/></g>`;

/** Simulated cards say so on both sides. */
export const specimen = `<text data-piece="specimen" x="832" y="526" font-size="15" fill="${INK}" opacity=".6" text-anchor="end" letter-spacing="2">模拟卡样 SPECIMEN</text>`;

const drawings: Readonly<Record<Watermark, string>> = {
  // Three hills of different height, and on the outer two a pagoda: seven storeys of light stone, seven of dark brick.
  'three-hills-two-towers': `<g data-watermark="three-hills-two-towers" opacity=".2"><title>三山两塔 three hills, two towers</title><path d="M0 540V452C90 330 150 306 232 392 300 250 372 196 446 214 520 236 560 300 604 352 660 276 740 268 856 402V540z" fill="#2f7d6d"/><path d="M0 540V500C120 420 220 430 330 470S560 430 680 452 800 470 856 492V540z" fill="#1d5c8f"/>${tower(322, 330, '#f3f6f4', '#47736b')}${tower(586, 340, '#4b4a52', '#26252b')}</g>`,
};

function tower(x: number, foot: number, fill: string, edge: string): string {
  const storeys = Array.from({ length: 7 }, (_, i) => {
    const half = 26 - i * 2.6;
    const top = foot - (i + 1) * 25;
    return `<path d="M${x - half + 4} ${top + 25}v-17h${2 * half - 8}v17z"/><path d="M${x - half - 5} ${top + 10}q${half * 0.6}-3 ${half + 5}-10 ${half * 0.4} 7 ${half + 5} 10z"/>`;
  });
  return `<g fill="${fill}" stroke="${edge}" stroke-width="2">${storeys.join('')}<path d="M${x} ${foot - 175}v-26"/></g>`;
}

export const watermark = (kind: Watermark): string => drawings[kind];
