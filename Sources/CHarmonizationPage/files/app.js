// The studio: what the user does, and what follows from it.
import * as api from '/api.js';
import { Mask } from '/mask.js';
import { Cutout } from '/place.js';
import { adjusted, apply, parseCube, words } from '/look.js';
import { View } from '/view.js';
import * as many from '/many.js';
import { save } from '/zip.js';

const $ = id => document.getElementById(id);
const all = selector => [...document.querySelectorAll(selector)];

const scene = { photo: null, width: 0, height: 0, mask: null, cutout: null };
const state = {
  tool: 'brush', show: 'none', part: 'all', strength: 1, split: 0.5, compare: 'line', isOriginal: false, isLoupe: false, half: 0,
  look: null, table: null, isSpace: false, lasso: null, pointer: null,
};
const view = new View($('view'));
const history = { past: [], future: [] };

// ---- messages

let busy = 0;
function say(text, isProblem = false) {
  $('status').textContent = text;
  $('status').classList.toggle('problem', isProblem);
}
const complain = error => { if (error.name !== 'AbortError') say(error.message, true); };

// ---- pictures

async function decoded(file) {
  // A browser does not read every file that the tool reads, such as TIFF.
  try {
    let bitmap = await createImageBitmap(file);
    const size = { width: bitmap.width, height: bitmap.height };
    const largest = 40e6;
    if (size.width * size.height > largest) {
      const s = Math.sqrt(largest / (size.width * size.height));
      const small = await createImageBitmap(bitmap, { resizeWidth: Math.round(size.width * s), resizeQuality: 'high' });
      bitmap.close();
      bitmap = small;
    }
    return { bitmap, file, ...size };
  } catch {
    throw new Error(`${file.name}: this browser cannot show it; save it as JPEG, PNG or WebP, or use 'harmonize photo'`);
  }
}

function hasTransparency(bitmap) {
  const s = Math.min(1, 512 / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, bitmap.width * s), Math.max(1, bitmap.height * s));
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
  let clear = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] < 128) clear++;
  return clear > data.length / 4 / 200;
}

/** Black, white and greys only, mostly the first two: a mask. */
function looksLikeMask(bitmap) {
  const canvas = new OffscreenCanvas(128, 128), context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0, 128, 128);
  const data = context.getImageData(0, 0, 128, 128).data;
  let grey = 0, end = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (Math.abs(data[i] - data[i + 1]) < 8 && Math.abs(data[i] - data[i + 2]) < 8) grey++;
    if (data[i] < 16 || data[i] > 239) end++;
  }
  return grey > 16384 * 0.98 && end > 16384 * 0.8;
}

async function take(files) {
  const pictures = [...files].filter(file => file.size);
  if (!pictures.length) return;
  say('opening…');
  try {
    for (const item of await sorted(pictures)) await item();
    if (scene.photo) say(needs() ?? '');
  } catch (error) { complain(error); }
}

/** What to do with each picture, photos before what goes on them. */
async function sorted(files) {
  const steps = [];
  for (const file of files) {
    const picture = await decoded(file);
    if (hasTransparency(picture.bitmap)) steps.push({ order: 1, run: () => setCutout(picture) });
    else if (looksLikeMask(picture.bitmap) && (scene.photo || files.length > 1)) steps.push({ order: 2, run: () => setMask(picture) });
    else steps.push({ order: 0, run: () => setPhoto(picture) });
  }
  return steps.sort((a, b) => a.order - b.order).map(step => step.run);
}

function setPhoto(picture) {
  const waiting = scene.cutout && !scene.photo ? scene.cutout : null;
  Object.assign(scene, { photo: picture, width: picture.width, height: picture.height, mask: null, cutout: waiting });
  if (waiting) waiting.centre(scene.width, scene.height); else scene.mask = new Mask(scene.width, scene.height);
  begin();
}

function setCutout(picture) {
  const cutout = new Cutout(picture.bitmap, picture.file);
  scene.cutout = cutout;
  if (!scene.photo) { say(`${picture.file.name}: a cut-out; now choose the photo that it belongs on`); return; }
  scene.mask = null;
  cutout.centre(scene.width, scene.height);
  begin();
}

function setMask(picture) {
  if (!scene.mask) return;
  remember();
  scene.mask.load(picture.bitmap);
  scene.mask.file = picture.file;
  state.show = 'none';
  edited();
}

function begin() {
  Object.assign(state, { look: null, table: null, show: scene.cutout ? 'none' : 'overlay', tool: scene.cutout ? 'hand' : 'brush' });
  history.past.length = history.future.length = 0;
  showMany(false);
  $('place').hidden = !scene.cutout; $('masking').hidden = !!scene.cutout;
  $('words').replaceChildren(); $('saved').textContent = 'At native size, with profile and metadata.';
  view.resize(scene);
  view.fit(scene);
  update();
  if (scene.cutout) harmonizeSoon();
}

/** The queue, or what was there before. */
function showMany(isOn) {
  $('many').hidden = !isOn;
  $('to-many').setAttribute('aria-pressed', isOn);
  $('start').hidden = isOn || !!scene.photo;
  $('stage').hidden = $('panel').hidden = isOn || !scene.photo;
  if (!isOn) update();
}

const needs = () => (scene.cutout || !scene.mask || !scene.mask.isEmpty ? null : 'paint over the pasted object, or drop its mask');

async function sample(names) {
  try {
    const files = await Promise.all(names.map(async ([path, name]) => {
      const blob = await (await fetch(path)).blob();
      return new File([blob], name, { type: blob.type });
    }));
    Object.assign(scene, { photo: null, cutout: null, mask: null });
    await take(files);
  } catch (error) { complain(error); }
}

// ---- history: the mask's pixels, or the cut-out's place

const current = () => (scene.cutout ? { place: scene.cutout.state } : scene.mask ? { mask: scene.mask.snapshot(), file: scene.mask.file } : null);

function remember() {
  const step = current();
  if (!step) return;
  history.past.push(step);
  if (history.past.length > 30) history.past.shift();
  history.future.length = 0;
}

function travel(from, to) {
  const step = from.pop();
  if (!step) return;
  to.push(current());
  if (step.place && scene.cutout) scene.cutout.state = step.place;
  if (step.mask && scene.mask) { scene.mask.restore(step.mask); scene.mask.file = step.file; }
  edited();
}
const undo = () => travel(history.past, history.future);
const redo = () => travel(history.future, history.past);

function edited() { update(); harmonizeSoon(); }

// ---- the change

async function fields() {
  const model = $('model').value;
  const common = { weights: model === 'default' ? '' : model, transfer: 'lut' };
  if (scene.cutout) {
    return { ...common, background: scene.photo.file, ...await scene.cutout.fields(), decontaminate: $('decontaminate').checked || '' };
  }
  return { ...common, composite: scene.photo.file, mask: await scene.mask.blob(), 'resize-mask': true };
}

let timer, running;
function harmonizeSoon() {
  clearTimeout(timer);
  timer = setTimeout(harmonize, 300);
}

async function harmonize() {
  if (!scene.photo) return;
  running?.abort();
  const hint = needs();
  if (hint) { Object.assign(state, { look: null }); say(hint); $('words').replaceChildren(); update(); return; }
  const controller = running = new AbortController();
  say('harmonizing…');
  document.body.dataset.busy = ++busy;
  const start = performance.now();
  try {
    const answer = await api.look(await fields(), controller.signal);
    if (controller.signal.aborted) return;
    state.look = { table: parseCube(answer.cube), report: answer.report };
    if (scene.mask && state.show === 'overlay' && !state.pointer) state.show = 'none';
    tell(answer.report);
    say(`harmonized in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    update();
  } catch (error) {
    if (error.name === 'AbortError') return;
    state.look = null;
    $('words').replaceChildren();
    complain(error);
    update();
  } finally { if (running === controller) delete document.body.dataset.busy; }
}

function tell(report) {
  const list = document.createElement('ul');
  for (const line of words(report)) list.append(Object.assign(document.createElement('li'), { textContent: line }));
  const parts = [list];
  // Decibels between the words and the change itself.
  const fit = report.explanation.unexplained, share = fit > 38 ? 'nearly all' : fit > 30 ? 'most' : 'only part';
  parts.push(Object.assign(document.createElement('p'), { textContent: `At strength 100 %; this is ${share} of the change.` }));
  for (const notice of report.notices) {
    parts.push(Object.assign(document.createElement('p'), { className: 'notice', textContent: notice }));
  }
  $('words').replaceChildren(...parts);
}

async function download() {
  if (!scene.photo || $('download').disabled) return;
  const output = $('format').value;
  $('download').disabled = true;
  say('writing…');
  try {
    const settings = { output, strength: state.strength, only: state.part === 'all' ? '' : state.part };
    const { blob, name, notices } = await api.result({ ...await fields(), ...settings });
    save(blob, name);
    const size = blob.size < 1e6 ? `${Math.ceil(blob.size / 1e3)} kB` : `${(blob.size / 1e6).toFixed(1)} MB`;
    $('saved').textContent = `${name}, ${size}. ${notices}`;
    say(`downloaded ${name}`);
  } catch (error) { complain(error); } finally { $('download').disabled = false; update(); }
}

// ---- the object in a box

let selecting;
async function selectBox(box) {
  if (!box || box.width < 8 || box.height < 8) return;
  selecting?.abort();
  const controller = selecting = new AbortController(), mask = scene.mask;
  say('finding the object…');
  document.body.dataset.busy = ++busy;
  try {
    const file = await api.mask({ photo: scene.photo.file, box: `${box.x},${box.y},${box.width},${box.height}` }, controller.signal);
    const bitmap = await createImageBitmap(file);
    if (controller.signal.aborted || scene.mask !== mask) return;
    remember();
    mask.load(bitmap);
    // It has the photo's own size, which is better than ours.
    mask.file = file;
    state.show = 'overlay';
    edited();
  } catch (error) { complain(error); } finally { if (selecting === controller) delete document.body.dataset.busy; }
}

// ---- drawing

let isWaiting = false;
function update() {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => { isWaiting = false; refresh(); });
}

function currentTable() {
  if (!state.look) return null;
  const key = `${state.strength} ${state.part}`;
  if (state.look.key !== key) { state.look.key = key; state.table = adjusted(state.look.table, state.strength, state.part); }
  return state.table;
}

function refresh() {
  if (!scene.photo) return;
  view.resize(scene);
  const isPainting = scene.mask && (state.tool === 'brush' || state.tool === 'eraser') && state.hover && !state.isSpace;
  view.draw(scene, {
    table: currentTable(), split: state.compare === 'line' ? state.split : 0, isOriginal: state.isOriginal, show: state.show,
    lasso: state.lasso, cursor: isPainting ? { ...state.hover, radius: radius() } : null, handles: scene.cutout && !state.isOriginal,
    loupe: state.isLoupe && state.hover && { ...state.hover, half: state.half },
  });
  controls();
  small();
}

function controls() {
  const hasBoth = state.compare !== 'none' && !!state.look && state.show !== 'mask';
  $('split').hidden = !hasBoth || view.isSide;
  $('side').setAttribute('aria-pressed', view.isSide);
  $('loupe').setAttribute('aria-pressed', state.isLoupe);
  $('label-before').hidden = !hasBoth && !state.isOriginal;
  $('label-after').hidden = !hasBoth || state.isOriginal;
  $('split').style.left = `${state.split * 100}%`;
  $('split').setAttribute('aria-valuenow', Math.round(state.split * 100));
  $('compare').setAttribute('aria-pressed', state.compare === 'line');
  $('zoom').textContent = `${Math.round(view.zoom * 100)} %`;
  $('strength').value = Math.round(state.strength * 100);
  $('strength-out').textContent = `${Math.round(state.strength * 100)} %`;
  $('size-out').textContent = `${Math.round(radius() * 2)} px`;
  $('hardness-out').textContent = `${$('hardness').value} %`;
  $('undo').disabled = !history.past.length; $('redo').disabled = !history.future.length;
  for (const [name, value] of [['tool', state.tool], ['show', state.show], ['part', state.part]]) {
    for (const button of all(`[data-${name}]`)) {
      if (button.getAttribute('role') !== 'radio') button.setAttribute('role', 'radio');
      button.setAttribute('aria-checked', button.dataset[name] === value);
    }
  }
  for (const button of all('[data-strength]')) {
    button.setAttribute('aria-pressed', Number(button.dataset.strength) === Math.round(state.strength * 100));
    button.disabled = !state.look;
  }
  $('view').style.cursor = isHand() ? 'grab' : scene.cutout ? 'default' : ['lasso', 'box'].includes(state.tool) ? 'crosshair' : 'none';
  if (!scene.cutout) return;
  const place = { px: scene.cutout.left, py: scene.cutout.top, pscale: Math.round(scene.cutout.scale * 1000) / 10, pangle: Math.round(scene.cutout.angle) };
  for (const [id, value] of Object.entries(place)) if (document.activeElement !== $(id)) $(id).value = value;
  $('mirror').setAttribute('aria-pressed', scene.cutout.isMirrored);
}

/** The object with some surroundings, small: for the variants and the histogram. */
function crop() {
  const side = 160, canvas = new OffscreenCanvas(side, side), cover = new OffscreenCanvas(side, side);
  const box = objectBox();
  const span = Math.min(Math.max(box.width, box.height) * 1.35, Math.max(scene.width, scene.height));
  const zoom = side / span, x = side / 2 - (box.x + box.width / 2) * zoom, y = side / 2 - (box.y + box.height / 2) * zoom;
  const [a, b] = [canvas, cover].map(c => c.getContext('2d', { willReadFrequently: true }));
  for (const c of [a, b]) { c.setTransform(zoom, 0, 0, zoom, x, y); c.beginPath(); c.rect(0, 0, scene.width, scene.height); c.clip(); }
  a.drawImage(scene.photo.bitmap, 0, 0, scene.width, scene.height);
  if (scene.cutout) for (const c of [a, b]) { c.save(); scene.cutout.draw(c); c.restore(); }
  else b.drawImage(scene.mask.canvas, 0, 0, scene.width, scene.height);
  return [a, b].map(c => c.getImageData(0, 0, side, side));
}

function objectBox() {
  if (scene.cutout) {
    const corners = scene.cutout.corners(), xs = corners.map(p => p.x), ys = corners.map(p => p.y);
    const x = Math.min(...xs), y = Math.min(...ys);
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  }
  const s = 128, canvas = new OffscreenCanvas(s, s), context = canvas.getContext('2d');
  context.drawImage(scene.mask.canvas, 0, 0, s, s);
  const data = context.getImageData(0, 0, s, s).data;
  let [x0, y0, x1, y1] = [s, s, 0, 0];
  for (let i = 0; i < s * s; i++) {
    if (data[4 * i + 3] < 64) continue;
    const x = i % s, y = (i / s) | 0;
    x0 = Math.min(x0, x); x1 = Math.max(x1, x + 1); y0 = Math.min(y0, y); y1 = Math.max(y1, y + 1);
  }
  if (x1 <= x0) return { x: 0, y: 0, width: scene.width, height: scene.height };
  const fx = scene.width / s, fy = scene.height / s;
  return { x: x0 * fx, y: y0 * fy, width: (x1 - x0) * fx, height: (y1 - y0) * fy };
}

let smallKey;
function small() {
  const key = [state.look && state.look.report, state.part, state.strength, scene.mask?.version, JSON.stringify(scene.cutout?.state)];
  if (smallKey && key.every((value, i) => value === smallKey[i])) return;
  if (state.pointer) return;
  smallKey = key;
  const [before, cover] = crop();
  for (const button of all('[data-strength]')) {
    const pixels = new ImageData(new Uint8ClampedArray(before.data), before.width);
    if (state.look) apply(adjusted(state.look.table, button.dataset.strength / 100, state.part), pixels.data, cover.data);
    button.querySelector('canvas').getContext('2d').putImageData(pixels, 0, 0);
  }
  const after = new Uint8ClampedArray(before.data);
  if (state.look) apply(currentTable(), after, cover.data);
  histogram(before.data, after, cover.data);
}

function histogram(before, after, cover) {
  const bins = [0, 1, 2].map(() => new Float32Array(64));
  const light = (p, i) => Math.min(63, (0.2126 * p[i] + 0.7152 * p[i + 1] + 0.0722 * p[i + 2]) / 4 | 0);
  for (let i = 0; i < before.length; i += 4) {
    if (!before[i + 3]) continue;
    const share = cover[i + 3] / 255;
    bins[0][light(before, i)] += 1 - share; bins[1][light(before, i)] += share; bins[2][light(after, i)] += share;
  }
  const canvas = $('histogram'), context = canvas.getContext('2d'), { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const line = values => {
    const most = Math.max(...values, 1e-6);
    context.beginPath();
    context.moveTo(0, height);
    values.forEach((value, i) => context.lineTo((i + 0.5) / 64 * width, height - 2 - value / most * (height - 8)));
    context.lineTo(width, height);
  };
  line(bins[0]); context.fillStyle = '#5a5a5a'; context.fill();
  line(bins[1]); context.setLineDash([3, 3]); context.strokeStyle = '#b0b0b0'; context.stroke(); context.setLineDash([]);
  line(bins[2]); context.strokeStyle = '#fff'; context.lineWidth = 1.5; context.stroke();
}

// ---- pointer

/** From 2 pixels to a third of the picture, evenly to the eye. */
const radius = () => {
  const most = Math.max(scene.width, scene.height) / 6;
  return 1 * (most / 1) ** ($('size').value / 100);
};
const isHand = () => state.isSpace || state.tool === 'hand' && !scene.cutout;
const place = event => {
  const box = $('view').getBoundingClientRect(), x = (event.clientX - box.left) * view.ratio;
  // What began on one half of the view stays there.
  if (!pointers.size) state.half = view.isSide && x >= view.width ? 1 : 0;
  return { x: x - state.half * view.width, y: (event.clientY - box.top) * view.ratio };
};

const pointers = new Map();
let pinch;

function down(event) {
  if (!scene.photo) return;
  $('view').focus({ preventScroll: true });
  $('view').setPointerCapture(event.pointerId);
  const at = place(event), p = view.toPhoto(at);
  pointers.set(event.pointerId, at);
  if (pointers.size === 2) return beginPinch();
  if (pointers.size > 2) return;
  if (event.button === 1 || isHand()) { state.pointer = { kind: 'pan', at }; return; }
  if (event.button !== 0) return;
  if (scene.cutout) return grab(at, p);
  if (state.tool === 'box') { state.pointer = { kind: 'box', from: p, box: null }; return; }
  remember();
  const erases = state.tool === 'eraser' || event.altKey;
  if (state.tool === 'lasso') { state.lasso = [p]; state.pointer = { kind: 'lasso', erases }; update(); return; }
  state.pointer = { kind: 'stroke', last: p, erases };
  if (state.show === 'none') state.show = 'overlay';
  scene.mask.stroke(p, p, radius(), $('hardness').value / 100, erases);
  update();
}

function grab(at, p) {
  const cutout = scene.cutout, near = q => Math.hypot(view.toView(q).x - at.x, view.toView(q).y - at.y) < 16 * view.ratio;
  const start = { ...cutout.state };
  if (near(cutout.knob(view))) state.pointer = { kind: 'turn', start };
  else if (cutout.corners().some(near)) state.pointer = { kind: 'scale', start, distance: Math.hypot(p.x - cutout.x, p.y - cutout.y) };
  else if (cutout.contains(p)) state.pointer = { kind: 'move', start, from: p };
  else { state.pointer = { kind: 'pan', at }; return; }
  remember();
}

function beginPinch() {
  const [a, b] = [...pointers.values()];
  // What the first finger began is not meant.
  if (state.pointer?.kind === 'stroke') undo();
  state.pointer = { kind: 'pinch' }; state.lasso = null;
  pinch = { distance: Math.hypot(a.x - b.x, a.y - b.y), zoom: view.zoom, middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
}

function move(event) {
  if (!scene.photo) return;
  const at = place(event), p = view.toPhoto(at), action = state.pointer;
  state.hover = event.pointerType === 'touch' && !action ? null : p;
  if (pointers.has(event.pointerId)) pointers.set(event.pointerId, at);
  if (action) acts[action.kind]?.(action, at, p, event);
  update();
}

const acts = {
  pan(action, at) { view.pan(at.x - action.at.x, at.y - action.at.y); action.at = at; },
  pinch() {
    const [a, b] = [...pointers.values()];
    if (!b) return;
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    view.pan(middle.x - pinch.middle.x, middle.y - pinch.middle.y);
    view.zoomTo(pinch.zoom * Math.hypot(a.x - b.x, a.y - b.y) / pinch.distance, middle);
    pinch.middle = middle;
  },
  stroke(action, at, p) {
    scene.mask.stroke(action.last, p, radius(), $('hardness').value / 100, action.erases);
    action.last = p;
  },
  lasso(action, at, p) { state.lasso.push(p); },
  box(action, at, p) {
    const clamp = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
    const [x0, x1] = [action.from.x, p.x].sort((a, b) => a - b).map(x => clamp(x, scene.width));
    const [y0, y1] = [action.from.y, p.y].sort((a, b) => a - b).map(y => clamp(y, scene.height));
    action.box = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
    state.lasso = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]].map(([x, y]) => ({ x, y }));
  },
  move(action, at, p) {
    scene.cutout.x = action.start.x + p.x - action.from.x;
    scene.cutout.y = action.start.y + p.y - action.from.y;
  },
  scale(action, at, p) {
    const distance = Math.hypot(p.x - scene.cutout.x, p.y - scene.cutout.y);
    scene.cutout.scale = Math.min(Math.max(action.start.scale * distance / Math.max(action.distance, 1), 0.01), 16);
  },
  turn(action, at, p, event) {
    let angle = Math.atan2(p.x - scene.cutout.x, scene.cutout.y - p.y) * 180 / Math.PI;
    if (event.shiftKey) angle = Math.round(angle / 15) * 15;
    scene.cutout.angle = Math.abs(angle) < 1 ? 0 : angle;
  },
};

function up(event) {
  pointers.delete(event.pointerId);
  const action = state.pointer;
  if (!action || pointers.size) return;
  state.pointer = null;
  if (action.kind === 'box') { state.lasso = null; update(); if (event.type === 'pointerup') selectBox(action.box); return; }
  if (action.kind === 'lasso') { scene.mask.lasso(state.lasso, action.erases); state.lasso = null; state.show = state.show === 'none' ? 'overlay' : state.show; }
  if (action.kind === 'pan' || action.kind === 'pinch') update(); else edited();
}

$('view').addEventListener('pointerdown', down);
$('view').addEventListener('pointermove', move);
$('view').addEventListener('pointerup', up);
$('view').addEventListener('pointercancel', up);
$('view').addEventListener('pointerleave', () => { state.hover = null; update(); });
$('view').addEventListener('wheel', event => {
  event.preventDefault();
  if (event.shiftKey) view.pan(-event.deltaY, 0); else view.zoomTo(view.zoom * 1.0015 ** -event.deltaY, place(event));
  update();
}, { passive: false });

// ---- the line between before and after

function slide(value) { state.split = Math.min(Math.max(value, 0), 1); update(); }
$('split').addEventListener('pointerdown', event => { $('split').setPointerCapture(event.pointerId); event.preventDefault(); $('split').focus(); });
$('split').addEventListener('pointermove', event => {
  if (!$('split').hasPointerCapture(event.pointerId)) return;
  const box = $('view').getBoundingClientRect();
  slide((event.clientX - box.left) / box.width);
});
$('split').addEventListener('keydown', event => {
  const step = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
  if (!step) return;
  event.preventDefault(); event.stopPropagation();
  slide(state.split + step);
});

// ---- buttons

const on = (id, action) => $(id).addEventListener('click', action);
const choose = () => $('files').click();
on('open', choose); on('open2', choose);
$('files').addEventListener('change', () => { take($('files').files); $('files').value = ''; });
on('sample-mask', () => sample([['/sample-composite.jpg', 'composite.jpg'], ['/sample-mask.png', 'mask.png']]));
on('sample-place', () => sample([['/sample-background.jpg', 'background.jpg'], ['/sample-cutout.webp', 'cutout.webp']]));
on('undo', undo); on('redo', redo);
on('to-many', () => showMany($('many').hidden));
on('help', () => $('keys').showModal());
on('fit', () => { view.fit(scene); update(); });
on('full', () => { view.zoomTo(1, view.toView(middleOfObject())); update(); });
on('zoomin', () => { view.zoomTo(view.zoom * 1.25); update(); });
on('zoomout', () => { view.zoomTo(view.zoom / 1.25); update(); });
on('compare', () => compare('line'));
on('side', () => compare('side'));
on('loupe', () => { state.isLoupe = !state.isLoupe; update(); });
/** Before and after in one way; the same once more ends it. */
function compare(way) {
  state.compare = state.compare === way ? 'none' : way;
  const isSide = state.compare === 'side';
  if (view.isSide !== isSide) { view.isSide = isSide; view.fit(scene); }
  update();
}
const original = isOn => { state.isOriginal = isOn; update(); };
for (const [event, isOn] of [['pointerdown', true], ['pointerup', false], ['pointerleave', false], ['blur', false]]) {
  $('hold').addEventListener(event, () => original(isOn));
}
$('hold').addEventListener('keydown', event => { if (event.key === ' ' || event.key === 'Enter') original(true); });
$('hold').addEventListener('keyup', () => original(false));

const middleOfObject = () => { const b = objectBox(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; };
for (const button of all('[data-tool]')) button.addEventListener('click', () => { state.tool = button.dataset.tool; update(); });
for (const button of all('[data-show]')) button.addEventListener('click', () => { state.show = button.dataset.show; update(); });
for (const button of all('[data-part]')) button.addEventListener('click', () => { state.part = button.dataset.part; update(); });
for (const button of all('[data-strength]')) button.addEventListener('click', () => { state.strength = button.dataset.strength / 100; update(); });
$('strength').addEventListener('input', () => { state.strength = $('strength').value / 100; update(); });
for (const id of ['size', 'hardness']) $(id).addEventListener('input', update);
$('model').addEventListener('change', harmonizeSoon);
$('decontaminate').addEventListener('change', harmonizeSoon);
on('download', download);

function editMask(action) { if (!scene.mask) return; remember(); action(scene.mask); if (state.show === 'none') state.show = 'overlay'; edited(); }
/** One pixel of the screen's view of the mask, at least one of the photo's. */
const step = () => Math.max(1, 1 / (scene.mask?.scale ?? 1));
on('invert', () => editMask(mask => mask.invert()));
on('grow', () => editMask(mask => mask.grow(step())));
on('shrink', () => editMask(mask => mask.grow(-step())));
on('feather', () => editMask(mask => mask.feather(1.5 * step())));
on('clear', () => editMask(mask => mask.clear()));
on('load-mask', () => $('mask-file').click());
$('mask-file').addEventListener('change', async () => {
  try { if ($('mask-file').files[0]) setMask(await decoded($('mask-file').files[0])); } catch (error) { complain(error); }
  $('mask-file').value = '';
});

function editPlace(action) { if (!scene.cutout) return; remember(); action(scene.cutout); edited(); }
on('mirror', () => editPlace(cutout => { cutout.isMirrored = !cutout.isMirrored; }));
on('centre', () => editPlace(cutout => cutout.centre(scene.width, scene.height)));
const number = (id, action) => $(id).addEventListener('change', () => {
  const value = Number($(id).value);
  if (Number.isFinite(value)) editPlace(cutout => action(cutout, value));
});
number('px', (cutout, value) => { cutout.left = value; });
number('py', (cutout, value) => { cutout.top = value; });
number('pscale', (cutout, value) => { cutout.scale = Math.min(Math.max(value / 100, 0.01), 16); });
number('pangle', (cutout, value) => { cutout.angle = value; });

// ---- keys

function size(change) { $('size').value = Number($('size').value) + change; update(); }
function hardness(change) { $('hardness').value = Number($('hardness').value) + change; update(); }
const nudge = (dx, dy) => editPlace(cutout => { cutout.x += dx; cutout.y += dy; });
const tool = name => () => { if (scene.mask) { state.tool = name; update(); } };
const keys = {
  '0': () => { view.fit(scene); update(); }, '1': () => $('full').click(), '+': () => $('zoomin').click(), '=': () => $('zoomin').click(),
  '-': () => $('zoomout').click(), c: () => $('compare').click(), v: () => $('side').click(), z: () => $('loupe').click(), '?': () => $('keys').showModal(),
  o: () => { const shows = ['none', 'overlay', 'outline', 'mask']; state.show = shows[(shows.indexOf(state.show) + 1) % 4]; update(); },
  b: tool('brush'), e: tool('eraser'), l: tool('lasso'), x: tool('box'), h: tool('hand'), i: () => $('invert').click(),
  '[': () => size(-4), ']': () => size(4), '{': () => hardness(-10), '}': () => hardness(10), m: () => $('mirror').click(),
  ',': () => editPlace(cutout => { cutout.angle -= 1; }), '.': () => editPlace(cutout => { cutout.angle += 1; }),
  '<': () => editPlace(cutout => { cutout.scale /= 1.03; }), '>': () => editPlace(cutout => { cutout.scale *= 1.03; }),
};

addEventListener('keydown', event => {
  const isField = event.target.matches('input:not([type=range]), select, textarea');
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && !event.altKey) {
    const action = { z: event.shiftKey ? redo : undo, y: redo, o: choose, s: download }[key];
    if (action && !(isField && key === 'z')) { event.preventDefault(); action(); }
    return;
  }
  if (isField || $('keys').open || !$('many').hidden || !scene.photo && key !== '?') return;
  if (event.key === ' ' && event.target === $('view')) { event.preventDefault(); state.isSpace = true; update(); return; }
  if (event.key === '\\') { original(true); return; }
  const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (arrow && (event.target === $('view') || event.target === document.body)) {
    event.preventDefault();
    const by = event.shiftKey ? 10 : 1;
    if (scene.cutout) nudge(arrow[0] * by, arrow[1] * by); else { view.pan(-arrow[0] * 40, -arrow[1] * 40); update(); }
    return;
  }
  keys[event.key.length === 1 ? key : event.key]?.();
});
addEventListener('keyup', event => {
  if (event.key === ' ') { state.isSpace = false; update(); }
  if (event.key === '\\') original(false);
});

// ---- dropping and pasting

addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('dropping'); });
addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('dropping'); });
addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  many.dropped(event.dataTransfer).then(files => {
    if (!$('many').hidden || many.areMany(files)) { showMany(true); many.add(files); } else take(files.map(({ file }) => file));
  }).catch(complain);
});
addEventListener('paste', event => take(event.clipboardData.files));
new ResizeObserver(update).observe($('stage'));

// ---- start

try {
  for (const model of await api.models()) {
    $('model').append(new Option(model.isDefault ? 'default' : model.name.replace(/\.(safetensors|pth)$/, ''), model.name));
  }
} catch (error) { complain(error); }
document.body.dataset.ready = 'yes';
