// A drawn portrait for tests: hair, face, eyes, mouth, shoulders on a background, each part in a colour to choose.
import jpeg from 'jpeg-js';

type Colour = readonly [number, number, number];

/** A JPEG of a drawn person. `blur` is the radius of a box blur; `quality` as the encoder takes it. */
export function drawPortrait({
  width = 358,
  height = 441,
  background = [255, 255, 255] as Colour,
  skin = [224, 172, 140] as Colour,
  crown = [35, 28, 26] as Colour,
  coat = [40, 60, 110] as Colour,
  shift = 0,
  scale = 1,
  blur = 0,
  quality = 90,
} = {}): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  const ellipse = (x: number, y: number, cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx - shift) / (rx * scale)) ** 2 + ((y - cy) / (ry * scale)) ** 2 <= 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Drawn for 358 x 441 and stretched to the wished size.
      const u = (x * 358) / width;
      const v = (y * 441) / height;
      let colour: Colour = background;
      if (ellipse(u, v, 179, 460, 165, 130)) colour = coat;
      if (ellipse(u, v, 179, 180, 105, 140)) colour = crown;
      if (ellipse(u, v, 179, 205, 90, 118)) colour = skin;
      if (ellipse(u, v, 145, 190, 14, 7) || ellipse(u, v, 213, 190, 14, 7)) colour = [30, 25, 25];
      if (ellipse(u, v, 179, 262, 26, 7)) colour = [150, 60, 60];
      // A little grain, as every camera has.
      const grain = ((x * 7919 + y * 104_729) % 7) - 3;
      const grained = colour === background ? 0 : grain;
      rgba.set([...colour.map((c) => Math.max(0, Math.min(255, c + grained))), 255], (y * width + x) * 4);
    }
  }
  return Uint8Array.from(jpeg.encode({ width, height, data: blurred(rgba, width, height, blur) }, quality).data);
}

function blurred(rgba: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  if (radius === 0) return rgba;
  const pass = (from: Uint8Array, dx: number, dy: number) => {
    const to = new Uint8Array(from.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < 4; c++) {
          let sum = 0;
          for (let k = -radius; k <= radius; k++) {
            const sx = Math.max(0, Math.min(width - 1, x + k * dx));
            const sy = Math.max(0, Math.min(height - 1, y + k * dy));
            sum += from[(sy * width + sx) * 4 + c]!;
          }
          to[(y * width + x) * 4 + c] = Math.round(sum / (2 * radius + 1));
        }
      }
    }
    return to;
  };
  return pass(pass(rgba, 1, 0), 0, 1);
}
