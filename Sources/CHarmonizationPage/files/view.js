// What the canvas shows: the composite, the change inside the mask, and the mask.
import { apply } from '/look.js';

export class View {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.base = document.createElement('canvas');
    this.cover = document.createElement('canvas');
    this.after = document.createElement('canvas');
    this.lens = [0, 1].map(() => document.createElement('canvas'));
    /** Before on the left half, after on the right one. */
    this.isSide = false;
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

  /** How much of the canvas one picture has. */
  get width() { return this.isSide ? this.canvas.width / 2 | 0 : this.canvas.width; }

  fit(scene) {
    const margin = 16 * this.ratio, bottom = 60 * this.ratio;
    const { width: w, canvas: { height: h } } = this;
    this.zoom = Math.min((w - 2 * margin) / scene.width, (h - margin - bottom) / scene.height);
    this.x = (w - scene.width * this.zoom) / 2;
    this.y = Math.max(margin, (h - bottom - scene.height * this.zoom) / 2);
    this.isFitted = true;
  }

  /** Zooms about a point in device pixels. */
  zoomTo(zoom, at = { x: this.width / 2, y: this.canvas.height / 2 }) {
    const next = Math.min(Math.max(zoom, 0.02), 16);
    this.x = at.x - (at.x - this.x) * next / this.zoom;
    this.y = at.y - (at.y - this.y) * next / this.zoom;
    this.zoom = next;
    this.isFitted = false;
  }

  pan(dx, dy) { this.x += dx; this.y += dy; this.isFitted = false; }
  toPhoto(p) { return { x: (p.x - this.x) / this.zoom, y: (p.y - this.y) / this.zoom }; }
  toView(p) { return { x: p.x * this.zoom + this.x, y: p.y * this.zoom + this.y }; }

  #prepare(canvas, { zoom, x, y } = this) {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = zoom < 2;
    context.imageSmoothingQuality = 'high';
    context.setTransform(zoom, 0, 0, zoom, x, y);
    return context;
  }

  /** The composite and its mask. */
  #layers(scene, base, cover) {
    base.drawImage(scene.photo.bitmap, 0, 0, scene.width, scene.height);
    if (scene.cutout) {
      for (const context of [base, cover]) {
        context.save();
        context.beginPath(); context.rect(0, 0, scene.width, scene.height); context.clip();
        scene.cutout.draw(context);
        context.restore();
      }
    } else if (scene.mask) cover.drawImage(scene.mask.canvas, 0, 0, scene.width, scene.height);
  }

  /** Draws everything. `table` is the adjusted one, or null while there is none. */
  draw(scene, { table, split, isOriginal, show, lasso, cursor, handles, loupe }) {
    if (!scene.photo) return;
    this.#layers(scene, this.#prepare(this.base), this.#prepare(this.cover));
    const shown = isOriginal ? null : table;
    this.#show(scene, { table: shown, split: this.isSide ? 0 : split, show });
    for (const half of this.isSide ? [0, 1] : [0]) this.#marks(half, { lasso, cursor, handles: handles && scene.cutout });
    if (loupe) this.#loupe(scene, shown, loupe);
  }

  /** What is drawn over the picture, on one half of the canvas. */
  #marks(half, { lasso, cursor, handles }) {
    const { context, width } = this;
    context.save();
    context.beginPath(); context.rect(half * width, 0, width, this.canvas.height); context.clip();
    context.translate(half * width, 0);
    if (lasso?.length) this.#lasso(lasso);
    if (cursor) this.#circle(cursor);
    if (handles) this.#handles(handles);
    context.restore();
  }

  /** Twice as large as 100 % or as what is seen, about a point of the photo: the original in the upper half, the result below. */
  #loupe(scene, table, { half, ...point }) {
    const side = 2 * Math.round(120 * this.ratio), zoom = Math.max(2, 2 * this.zoom), [base, cover] = this.lens;
    for (const canvas of this.lens) canvas.width = canvas.height = side;
    const place = { zoom, x: side / 2 - point.x * zoom, y: side / 2 - point.y * zoom };
    const [below, mask] = this.lens.map(canvas => this.#prepare(canvas, place));
    this.#layers(scene, below, mask);
    const { context } = this, at = this.toView(point), x = at.x + half * this.width;
    context.save();
    context.beginPath(); context.arc(x, at.y, side / 2, 0, 2 * Math.PI); context.clip();
    context.fillStyle = '#1e1e1e'; context.fillRect(x - side / 2, at.y - side / 2, side, side);
    context.drawImage(base, x - side / 2, at.y - side / 2);
    if (table) {
      const pixels = below.getImageData(0, 0, side, side);
      apply(table, pixels.data, mask.getImageData(0, 0, side, side).data);
      below.putImageData(pixels, 0, 0);
      context.drawImage(base, 0, side / 2, side, side / 2, x - side / 2, at.y, side, side / 2);
      context.beginPath(); context.moveTo(x - side / 2, at.y); context.lineTo(x + side / 2, at.y);
      this.#twoColours();
    }
    context.restore();
    context.beginPath(); context.arc(x, at.y, side / 2, 0, 2 * Math.PI);
    this.#twoColours();
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
    if (this.isSide) this.#halves();
  }

  /** What was drawn, cut to the left half of the canvas, goes to the right one; the left one shows what it was. */
  #halves() {
    const { context, width, canvas: { height } } = this;
    this.after.getContext('2d').clearRect(0, 0, this.after.width, height);
    this.after.getContext('2d').drawImage(this.canvas, 0, 0);
    context.clearRect(0, 0, this.canvas.width, height);
    context.drawImage(this.base, 0, 0, width, height, 0, 0, width, height);
    context.drawImage(this.after, 0, 0, width, height, width, 0, width, height);
    context.fillStyle = '#fff'; context.fillRect(width - 1, 0, 2, height);
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
