// The mask of a finished composite: a canvas whose alpha is the mask, at most 2048 pixels long.

const longest = 2048;

export class Mask {
  constructor(width, height) {
    this.scale = Math.min(1, longest / Math.max(width, height));
    this.canvas = new OffscreenCanvas(Math.max(1, Math.round(width * this.scale)), Math.max(1, Math.round(height * this.scale)));
    this.context = this.canvas.getContext('2d', { willReadFrequently: true });
    /** The file that it was loaded from, as long as nothing was changed: its own size is better than ours. */
    this.file = null;
    this.version = 0;
  }

  get width() { return this.canvas.width; }
  get height() { return this.canvas.height; }
  changed() { this.version++; this.file = null; }

  /** One byte for each pixel. */
  snapshot() {
    const data = this.context.getImageData(0, 0, this.width, this.height).data;
    const alpha = new Uint8Array(this.width * this.height);
    for (let i = 0; i < alpha.length; i++) alpha[i] = data[4 * i + 3];
    return alpha;
  }

  restore(alpha) {
    const image = new ImageData(this.width, this.height);
    for (let i = 0; i < alpha.length; i++) { image.data.fill(255, 4 * i, 4 * i + 3); image.data[4 * i + 3] = alpha[i]; }
    this.context.putImageData(image, 0, 0);
    this.changed();
  }

  get isEmpty() { return !this.snapshot().some(value => value > 127); }

  /** Takes a picture: its alpha if it has some, else its lightness. */
  load(bitmap) {
    const scratch = new OffscreenCanvas(this.width, this.height);
    const context = scratch.getContext('2d');
    context.drawImage(bitmap, 0, 0, this.width, this.height);
    const data = context.getImageData(0, 0, this.width, this.height).data;
    let hasAlpha = false;
    for (let i = 3; i < data.length; i += 4) if (data[i] < 255) { hasAlpha = true; break; }
    const alpha = new Uint8Array(this.width * this.height);
    for (let i = 0; i < alpha.length; i++) {
      alpha[i] = hasAlpha ? data[4 * i + 3] : Math.round(0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]);
    }
    this.restore(alpha);
  }

  /** A stroke between two points of the photo. */
  stroke(from, to, radius, hardness, erases) {
    const s = this.scale, r = Math.max(radius * s, 0.7), context = this.context;
    context.save();
    context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
    const length = Math.hypot(to.x - from.x, to.y - from.y) * s, steps = Math.max(1, Math.ceil(length / Math.max(r / 4, 0.5)));
    for (let i = 1; i <= steps; i++) {
      const x = (from.x + (to.x - from.x) * i / steps) * s, y = (from.y + (to.y - from.y) * i / steps) * s;
      const gradient = context.createRadialGradient(x, y, Math.min(hardness, 0.97) * r, x, y, r);
      gradient.addColorStop(0, '#ffff');
      gradient.addColorStop(1, '#fff0');
      context.fillStyle = gradient;
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.fill();
    }
    context.restore();
    this.changed();
  }

  lasso(points, erases) {
    if (points.length < 3) return;
    const context = this.context;
    context.save();
    context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
    context.fillStyle = '#fff';
    context.beginPath();
    for (const p of points) context.lineTo(p.x * this.scale, p.y * this.scale);
    context.fill();
    context.restore();
    this.changed();
  }

  invert() { this.restore(this.snapshot().map(value => 255 - value)); }
  clear() { this.context.clearRect(0, 0, this.width, this.height); this.changed(); }

  /** Larger (radius above 0) or smaller, in pixels of the photo, at least one of the mask. */
  grow(radius) {
    const count = Math.max(1, Math.round(Math.abs(radius) * this.scale)), pick = radius > 0 ? Math.max : Math.min;
    let alpha = this.snapshot();
    for (let i = 0; i < count; i++) alpha = this.#neighbours(alpha, pick);
    this.restore(alpha);
  }

  #neighbours(alpha, pick) {
    const { width: w, height: h } = this, result = new Uint8Array(alpha.length);
    for (let y = 0; y < h; y++) {
      const up = y > 0 ? -w : 0, down = y < h - 1 ? w : 0;
      for (let x = 0; x < w; x++) {
        const i = y * w + x, left = x > 0 ? -1 : 0, right = x < w - 1 ? 1 : 0;
        result[i] = pick(alpha[i], alpha[i + left], alpha[i + right], alpha[i + up], alpha[i + down]);
      }
    }
    return result;
  }

  feather(radius) {
    const copy = new OffscreenCanvas(this.width, this.height);
    const context = copy.getContext('2d');
    context.filter = `blur(${Math.max(0.5, radius * this.scale)}px)`;
    context.drawImage(this.canvas, 0, 0);
    this.context.clearRect(0, 0, this.width, this.height);
    this.context.drawImage(copy, 0, 0);
    this.changed();
  }

  /** White on black, as the server takes it. */
  async blob() {
    if (this.file) return this.file;
    const canvas = new OffscreenCanvas(this.width, this.height), context = canvas.getContext('2d');
    context.fillStyle = '#000';
    context.fillRect(0, 0, this.width, this.height);
    context.drawImage(this.canvas, 0, 0);
    return new File([await canvas.convertToBlob({ type: 'image/png' })], 'mask.png', { type: 'image/png' });
  }
}
