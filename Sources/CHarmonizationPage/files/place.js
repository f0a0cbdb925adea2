// A cut-out on a background: where it is, how large, how turned.

export class Cutout {
  constructor(bitmap, file) {
    this.bitmap = bitmap;
    this.file = file;
    this.x = 0; this.y = 0;        // its centre in the background's pixels
    this.scale = 1; this.angle = 0; this.isMirrored = false;
    this.baked = null;
  }

  get width() { return this.bitmap.width; }
  get height() { return this.bitmap.height; }
  get state() { return { x: this.x, y: this.y, scale: this.scale, angle: this.angle, isMirrored: this.isMirrored }; }
  set state(state) { Object.assign(this, state); }

  /** In the middle, at most half as large as the background. */
  centre(width, height) {
    this.scale = Math.min(1, 0.5 * width / this.width, 0.5 * height / this.height);
    this.x = width / 2; this.y = height / 2; this.angle = 0;
  }

  /** Before turning; whole pixels, as the server pastes. */
  get left() { return Math.round(this.x - this.width * this.scale / 2); }
  get top() { return Math.round(this.y - this.height * this.scale / 2); }
  set left(value) { this.x = value + this.width * this.scale / 2; }
  set top(value) { this.y = value + this.height * this.scale / 2; }

  draw(context) {
    const w = this.width * this.scale, h = this.height * this.scale;
    if (!this.angle && !this.isMirrored) return context.drawImage(this.bitmap, this.left, this.top, w, h);
    context.translate(this.x, this.y);
    context.rotate(this.angle * Math.PI / 180);
    if (this.isMirrored) context.scale(-1, 1);
    context.drawImage(this.bitmap, -w / 2, -h / 2, w, h);
  }

  #turned(dx, dy) {
    const a = this.angle * Math.PI / 180;
    return { x: this.x + dx * Math.cos(a) - dy * Math.sin(a), y: this.y + dx * Math.sin(a) + dy * Math.cos(a) };
  }

  corners() {
    const w = this.width * this.scale / 2, h = this.height * this.scale / 2;
    return [this.#turned(-w, -h), this.#turned(w, -h), this.#turned(w, h), this.#turned(-w, h)];
  }

  /** The handle that turns it. */
  knob(view) { return this.#turned(0, -this.height * this.scale / 2 - 30 * view.ratio / view.zoom); }

  contains(p) {
    const a = -this.angle * Math.PI / 180, dx = p.x - this.x, dy = p.y - this.y;
    const x = dx * Math.cos(a) - dy * Math.sin(a), y = dx * Math.sin(a) + dy * Math.cos(a);
    return Math.abs(x) <= this.width * this.scale / 2 && Math.abs(y) <= this.height * this.scale / 2;
  }

  /** The file and the place that the server takes: it moves and scales; turning and mirroring is done here, with 8 bits. */
  async fields() {
    if (!this.angle && !this.isMirrored) return { foreground: this.file, at: `${this.left},${this.top}`, scale: this.scale };
    const key = `${this.angle} ${this.isMirrored}`;
    if (this.baked?.key !== key) {
      const a = Math.abs(this.angle * Math.PI / 180), c = Math.abs(Math.cos(a)), s = Math.abs(Math.sin(a));
      const canvas = new OffscreenCanvas(
        Math.ceil(this.width * c + this.height * s), Math.ceil(this.width * s + this.height * c));
      const context = canvas.getContext('2d');
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate(this.angle * Math.PI / 180);
      if (this.isMirrored) context.scale(-1, 1);
      context.drawImage(this.bitmap, -this.width / 2, -this.height / 2);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      this.baked = { key, width: canvas.width, height: canvas.height, file: new File([blob], 'cutout.png', { type: 'image/png' }) };
    }
    const { file, width, height } = this.baked;
    const at = [this.x - width * this.scale / 2, this.y - height * this.scale / 2].map(Math.round);
    return { foreground: file, at: at.join(','), scale: this.scale };
  }
}
