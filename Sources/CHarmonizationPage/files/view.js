// What the canvas shows: the composite, the change inside the mask, and the mask.
import { apply } from '/look.js';

export class View {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.base = document.createElement('canvas');
    this.cover = document.createElement('canvas');
    this.after = document.createElement('canvas');
    this.zoom = 1; this.x = 0; this.y = 0;
    this.isFitted = true;
  }

  /** Device pixels for one of the page's; more than two cost time that nobody sees. */
  get ratio() { return Math.min(devicePixelRatio || 1, 2); }

  resize(scene) {
    const box = this.canvas.getBoundingClientRect();
    const w = Math.max(1, Math.round(box.width * this.ratio)), h = Math.max(1, Math.round(box.height * this.ratio));
    if (this.canvas.width !== w || this.canvas.height !== h) {
      for (const canvas of [this.canvas, this.base, this.cover, this.after]) { canvas.width = w; canvas.height = h; }
      if (this.isFitted && scene.photo) this.fit(scene);
    }
  }

  fit(scene) {
    const margin = 16 * this.ratio, bottom = 60 * this.ratio;
    const { width: w, height: h } = this.canvas;
    this.zoom = Math.min((w - 2 * margin) / scene.width, (h - margin - bottom) / scene.height);
    this.x = (w - scene.width * this.zoom) / 2;
    this.y = Math.max(margin, (h - bottom - scene.height * this.zoom) / 2);
    this.isFitted = true;
  }

  /** Zooms about a point in device pixels. */
  zoomTo(zoom, at = { x: this.canvas.width / 2, y: this.canvas.height / 2 }) {
    const next = Math.min(Math.max(zoom, 0.02), 16);
    this.x = at.x - (at.x - this.x) * next / this.zoom;
    this.y = at.y - (at.y - this.y) * next / this.zoom;
    this.zoom = next;
    this.isFitted = false;
  }

  pan(dx, dy) { this.x += dx; this.y += dy; this.isFitted = false; }
  toPhoto(p) { return { x: (p.x - this.x) / this.zoom, y: (p.y - this.y) / this.zoom }; }
  toView(p) { return { x: p.x * this.zoom + this.x, y: p.y * this.zoom + this.y }; }

  #prepare(canvas) {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = this.zoom < 2;
    context.imageSmoothingQuality = 'high';
    context.setTransform(this.zoom, 0, 0, this.zoom, this.x, this.y);
    return context;
  }

  /** Draws everything. `table` is the adjusted one, or null while there is none. */
  draw(scene, { table, split, isOriginal, show, lasso, cursor, handles }) {
    if (!scene.photo) return;
    const base = this.#prepare(this.base);
    base.drawImage(scene.photo.bitmap, 0, 0, scene.width, scene.height);
    const cover = this.#prepare(this.cover);
    if (scene.cutout) {
      base.save();
      base.beginPath(); base.rect(0, 0, scene.width, scene.height); base.clip();
      scene.cutout.draw(base);
      base.restore();
      cover.beginPath(); cover.rect(0, 0, scene.width, scene.height); cover.clip();
      cover.save();
      scene.cutout.draw(cover);
      cover.restore();
    } else if (scene.mask) cover.drawImage(scene.mask.canvas, 0, 0, scene.width, scene.height);
    this.#show(scene, { table: isOriginal ? null : table, split, show });
    if (lasso?.length) this.#lasso(lasso);
    if (cursor) this.#circle(cursor);
    if (handles && scene.cutout) this.#handles(scene.cutout);
  }

  #show(scene, { table, split, show }) {
    const { context, canvas: { width, height } } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const mask = this.cover.getContext('2d').getImageData(0, 0, width, height);
    if (show === 'mask') {
      const a = this.toView({ x: 0, y: 0 });
      context.fillStyle = '#000';
      context.fillRect(a.x, a.y, scene.width * this.zoom, scene.height * this.zoom);
      for (let i = 0; i < mask.data.length; i += 4) mask.data.fill(255, i, i + 3);
      this.#put(mask);
      return;
    }
    context.drawImage(this.base, 0, 0);
    if (table) {
      const pixels = this.base.getContext('2d').getImageData(0, 0, width, height);
      apply(table, pixels.data, mask.data);
      this.after.getContext('2d').putImageData(pixels, 0, 0);
      const from = Math.max(0, Math.round(split * width));
      if (from < width) context.drawImage(this.after, from, 0, width - from, height, from, 0, width - from, height);
    }
    if (show === 'overlay') {
      for (let i = 0; i < mask.data.length; i += 4) {
        mask.data[i] = 255; mask.data[i + 1] = 40; mask.data[i + 2] = 40; mask.data[i + 3] *= 0.5;
      }
      this.#put(mask);
    } else if (show === 'outline') this.#put(outline(mask));
  }

  #put(image) {
    this.after.getContext('2d').putImageData(image, 0, 0);
    this.context.drawImage(this.after, 0, 0);
  }

  #lasso(points) {
    const { context } = this;
    context.beginPath();
    for (const p of points.map(p => this.toView(p))) context.lineTo(p.x, p.y);
    this.#twoColours();
  }

  #circle({ radius, ...centre }) {
    const { x, y } = this.toView(centre);
    this.context.beginPath();
    this.context.arc(x, y, Math.max(radius * this.zoom, 1), 0, 2 * Math.PI);
    this.#twoColours();
  }

  /** Visible on light and on dark. */
  #twoColours() {
    const { context, ratio } = this;
    context.lineWidth = 3 * ratio; context.strokeStyle = '#000a'; context.stroke();
    context.lineWidth = 1.2 * ratio; context.strokeStyle = '#fff'; context.stroke();
  }

  #handles(cutout) {
    const { context, ratio } = this, corners = cutout.corners().map(p => this.toView(p));
    context.beginPath();
    for (const p of [...corners, corners[0]]) context.lineTo(p.x, p.y);
    const knob = this.toView(cutout.knob(this));
    const middle = { x: (corners[0].x + corners[1].x) / 2, y: (corners[0].y + corners[1].y) / 2 };
    context.moveTo(middle.x, middle.y); context.lineTo(knob.x, knob.y);
    this.#twoColours();
    for (const p of [...corners, knob]) {
      context.beginPath(); context.arc(p.x, p.y, 6 * ratio, 0, 2 * Math.PI);
      context.fillStyle = '#fff'; context.fill(); context.lineWidth = 1.5 * ratio; context.strokeStyle = '#222'; context.stroke();
    }
  }
}

function outline(mask) {
  const { width, height, data } = mask, result = new ImageData(width, height);
  const inside = (x, y) => data[4 * (y * width + x) + 3] > 127;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      if (inside(x, y) && !(inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1))) {
        const on = (x + y) % 8 < 4 ? 255 : 0, i = 4 * (y * width + x);
        result.data[i] = result.data[i + 1] = result.data[i + 2] = on; result.data[i + 3] = 255;
      }
    }
  }
  return result;
}
