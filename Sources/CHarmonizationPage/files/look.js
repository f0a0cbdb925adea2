// The change of colour as a table, applied here so that strength and part follow the hand without another inference.

/** Reads a .cube text: {size, values: Float32Array of size³ x 3, red fastest}. */
export function parseCube(text) {
  const start = text.search(/^LUT_3D_SIZE\s+\d+/m);
  if (start < 0) throw new Error('the table has no size');
  const lineEnd = text.indexOf('\n', start);
  const size = Number(text.slice(start + 11, lineEnd));
  const numbers = text.slice(lineEnd + 1).trim().split(/\s+/);
  if (numbers.length !== size ** 3 * 3) throw new Error('the table is cut off');
  return { size, values: Float32Array.from(numbers, Number) };
}

const linear = new Float32Array(256).map((_, i) => {
  const c = i / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});
const toLinear = c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toEncoded = c => (c <= 0.0031308 ? 12.92 * c : 1.055 * Math.abs(c) ** (1 / 2.4) - 0.055);

function lab(r, g, b, out) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  out[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
  out[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  out[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

function colour(L, a, b, out) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  out[0] = toEncoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  out[1] = toEncoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  out[2] = toEncoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}

const clamp = v => (v < 0 ? 0 : v > 1 ? 1 : v);
const isColour = c => Math.min(c[0], c[1], c[2]) >= -1e-4 && Math.max(c[0], c[1], c[2]) <= 1 + 1e-4;
const before = [0, 0, 0], after = [0, 0, 0], mixed = [0, 0, 0];

/** As much of the chroma as sRGB has room for. */
function limited(L, a, b) {
  L = clamp(L);
  colour(L, a, b, mixed);
  if (isColour(mixed)) return;
  let inside = 0, outside = 1;
  for (let i = 0; i < 8; i++) {
    const middle = (inside + outside) / 2;
    colour(L, a * middle, b * middle, mixed);
    if (isColour(mixed)) inside = middle; else outside = middle;
  }
  colour(L, a * inside, b * inside, mixed);
}

/** The table of an adjusted change: strength 0...2, part 'all', 'light' or 'colour'. */
export function adjusted(table, strength, part) {
  const { size, values } = table;
  const result = new Float32Array(values.length);
  const step = 1 / (size - 1);
  for (let node = 0; node < size ** 3; node++) {
    const own = [(node % size) * step, (Math.floor(node / size) % size) * step, Math.floor(node / size / size) * step];
    const wanted = [0, 1, 2].map(c => clamp(own[c] + (values[3 * node + c] - own[c]) * strength));
    if (part !== 'all' && (wanted[0] !== own[0] || wanted[1] !== own[1] || wanted[2] !== own[2])) {
      lab(toLinear(own[0]), toLinear(own[1]), toLinear(own[2]), before);
      lab(toLinear(wanted[0]), toLinear(wanted[1]), toLinear(wanted[2]), after);
      if (part === 'light') limited(after[0], before[1], before[2]); else limited(before[0], after[1], after[2]);
      for (let c = 0; c < 3; c++) wanted[c] = clamp(mixed[c]);
    }
    result.set(wanted, 3 * node);
  }
  return { size, values: result };
}

/**
 * Changes the pixels of an RGBA buffer in place, as far as the mask covers them.
 * The mask is another RGBA buffer of the same size; its alpha counts.
 */
export function apply(table, pixels, mask) {
  const { size, values } = table;
  const scale = (size - 1) / 255, last = size - 2;
  const sg = 3 * size, sb = 3 * size * size;
  for (let i = 0; i < pixels.length; i += 4) {
    const cover = mask[i + 3];
    if (!cover) continue;
    const r = pixels[i] * scale, g = pixels[i + 1] * scale, b = pixels[i + 2] * scale;
    const ir = Math.min(r | 0, last), ig = Math.min(g | 0, last), ib = Math.min(b | 0, last);
    const fr = r - ir, fg = g - ig, fb = b - ib;
    const at = 3 * ir + sg * ig + sb * ib, far = at + 3 + sg + sb;
    // Tetrahedral, as the tool does it: the neutral axis stays neutral.
    let first, second, w0, w1, w2, w3;
    if (fr >= fg) {
      if (fg >= fb) { first = at + 3; second = at + 3 + sg; w0 = 1 - fr; w1 = fr - fg; w2 = fg - fb; w3 = fb; }
      else if (fr >= fb) { first = at + 3; second = at + 3 + sb; w0 = 1 - fr; w1 = fr - fb; w2 = fb - fg; w3 = fg; }
      else { first = at + sb; second = at + 3 + sb; w0 = 1 - fb; w1 = fb - fr; w2 = fr - fg; w3 = fg; }
    } else if (fb >= fg) { first = at + sb; second = at + sg + sb; w0 = 1 - fb; w1 = fb - fg; w2 = fg - fr; w3 = fr; }
    else if (fb >= fr) { first = at + sg; second = at + sg + sb; w0 = 1 - fg; w1 = fg - fb; w2 = fb - fr; w3 = fr; }
    else { first = at + sg; second = at + 3 + sg; w0 = 1 - fg; w1 = fg - fr; w2 = fr - fb; w3 = fb; }
    const share = cover / 255;
    for (let c = 0; c < 3; c++) {
      const changed = 255 * (w0 * values[at + c] + w1 * values[first + c] + w2 * values[second + c] + w3 * values[far + c]);
      pixels[i + c] += share * (changed - pixels[i + c]);
    }
  }
}

/** The report's words as short sentences. */
export function words(report) {
  const e = report.explanation, lines = [];
  const stops = Math.abs(e.exposure).toFixed(2);
  if (Number(stops) >= 0.03) lines.push(`${stops} stops ${e.exposure > 0 ? 'brighter' : 'darker'}`);
  const kelvin = Math.round(e.temperature / 10) * 10;
  if (Math.abs(e.temperature - 6504) >= 40) {
    lines.push(`${e.temperature < 6504 ? 'warmer' : 'cooler'}: white of 6500 K becomes ${kelvin} K`);
  }
  const percent = v => Math.round(Math.abs(v) * 100);
  if (percent(e.tint)) lines.push(`${percent(e.tint)} % towards ${e.tint > 0 ? 'green' : 'magenta'}`);
  if (percent(e.contrast)) lines.push(`${percent(e.contrast)} % ${e.contrast > 0 ? 'more' : 'less'} contrast`);
  if (percent(e.saturation)) lines.push(`${percent(e.saturation)} % ${e.saturation > 0 ? 'more' : 'less'} colourful`);
  const level = v => Math.round(v * 255);
  if (level(e.blackPoint)) lines.push(`black becomes ${level(e.blackPoint)} of 255`);
  if (level(e.whitePoint) !== 255) lines.push(`white becomes ${level(e.whitePoint)} of 255`);
  return lines.length ? lines : ['almost nothing changes'];
}
