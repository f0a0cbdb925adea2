// Many pictures: photos with masks, or cut-outs on one background, in a queue.
import * as api from '/api.js';
import { Cutout } from '/place.js';
import { save, zip } from '/zip.js';

const $ = id => document.getElementById(id);
const stem = name => name.replace(/\.[^.]*$/, '');
const isPicture = name => /\.(jpe?g|png|webp|avif|tiff?|gif|bmp|heic)$/i.test(name);

/** At the same time; the server works on one and prepares the next. */
const atOnce = 2;
const items = [];
let background = null, isRunning = false;

// ---- what belongs together

/** All files of what was dropped, folders and what is in them as well: [{file, path}]. Must be called while the drop is handled. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some(entry => entry.isDirectory)) return [...transfer.files].map(file => ({ file, path: file.name }));
  return (await Promise.all(entries.map(walk))).flat();
}

async function walk(entry) {
  if (entry.isFile) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path: entry.fullPath }];
  const reader = entry.createReader(), found = [];
  for (;;) {
    // A reader gives at most a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return (await Promise.all(found.map(walk))).flat();
    found.push(...some);
  }
}

/** The photo's name that a mask's name or folder promises; null if it is no mask's. */
function masked(path) {
  const parts = path.split('/'), name = stem(parts.pop()), folder = parts.pop() ?? '';
  const cut = name.replace(/[-_. ]mask$|^mask[-_. ]/i, '');
  if (cut !== name) return stem(cut).toLowerCase();
  return /^masks?$/i.test(folder) ? name.toLowerCase() : null;
}

/** Photos with their masks, and what is left: [{photo, mask}], others may be cut-outs. */
export function pairs(files) {
  const masks = new Map(), others = [];
  for (const each of files.filter(({ path }) => isPicture(path))) {
    const name = masked(each.path);
    if (name) masks.set(name, each.file); else others.push(each);
  }
  const found = [], alone = [];
  for (const { file, path } of others) {
    const mask = masks.get(stem(path.split('/').pop()).toLowerCase());
    if (mask) found.push({ photo: file, mask }); else alone.push(file);
  }
  return { found, alone };
}

/** Whether several pictures are meant for the queue: more than one photo with its mask, or three and more. */
export const areMany = files => files.length > 3 || pairs(files).found.length > 1;

// ---- the list

function row(item) {
  const node = $('many-row').content.firstElementChild.cloneNode(true);
  node.querySelector('.name').textContent = item.photo.name;
  const part = name => node.querySelector(`.${name}`);
  part('again').addEventListener('click', () => { item.state = 'waiting'; show(item); start(); });
  part('away').addEventListener('click', () => { item.abort?.abort(); items.splice(items.indexOf(item), 1); node.remove(); controls(); });
  part('get').addEventListener('click', () => save(item.result.blob, item.result.name));
  item.node = node;
  $('many-list').append(node);
  thumbnail(item.photo, part('before'));
  show(item);
}

/** A small picture of a file; nothing where the browser cannot show it, such as TIFF. */
async function thumbnail(blob, canvas) {
  try {
    const bitmap = await createImageBitmap(blob, { resizeHeight: 96, resizeQuality: 'medium' });
    canvas.width = bitmap.width; canvas.height = bitmap.height;
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch { canvas.width = 1; }
}

const texts = { waiting: 'waiting', running: 'harmonizing…', done: 'done', failed: 'failed', missing: 'needs a background, or a mask' };

function show(item) {
  const { node, state } = item, part = name => node.querySelector(`.${name}`);
  node.dataset.state = state;
  part('state').textContent = state === 'failed' ? item.reason : state === 'done' ? item.result.notices || texts.done : texts[state];
  part('again').hidden = state !== 'failed';
  part('get').hidden = state !== 'done';
  controls();
}

function controls() {
  const count = state => items.filter(item => item.state === state).length;
  const done = count('done'), failed = count('failed');
  $('many-bar').max = Math.max(items.length, 1);
  $('many-bar').value = done + failed;
  $('many-count').textContent = !items.length ? '' : `${done} of ${items.length} done${failed ? `, ${failed} failed` : ''}`;
  $('many-start').disabled = isRunning || !count('waiting');
  $('many-cancel').disabled = !isRunning;
  $('many-all').disabled = !done;
  $('many-empty').hidden = !!items.length;
}

// ---- adding

/** Puts files, [{file, path}], into the queue. */
export function add(files) {
  const { found, alone } = pairs(files);
  for (const pair of found) enter({ ...pair, state: 'waiting' });
  for (const photo of alone) enter({ photo, mask: null, state: background ? 'waiting' : 'missing' });
  controls();
}

function enter(item) { items.push(item); row(item); }

function setBackground(file) {
  background = file;
  $('many-background-name').textContent = file ? file.name : 'none';
  for (const item of items) if (item.state === 'missing' && file) { item.state = 'waiting'; show(item); }
}

// ---- working

async function fields(item) {
  const settings = { output: $('many-format').value, strength: $('many-strength').value / 100, weights: $('model').value };
  if (item.mask) return { composite: item.photo, mask: item.mask, ...settings };
  const [cutout, back] = await Promise.all([item.photo, background].map(file => createImageBitmap(file)));
  const place = new Cutout(cutout, item.photo);
  place.centre(back.width, back.height);
  back.close(); cutout.close();
  return { ...await place.fields(), background, ...settings };
}

async function work(item) {
  item.state = 'running';
  item.abort = new AbortController();
  show(item);
  try {
    item.result = await api.patiently(async () => api.result(await fields(item), item.abort.signal), item.abort.signal);
    // What is put on one background would all be called like it.
    if (!item.mask) item.result.name = stem(item.photo.name) + item.result.name.replace(/^.*(?=_harmonized)|^.*(?=\.)/, '');
    item.state = 'done';
    thumbnail(item.result.blob, item.node.querySelector('.after'));
  } catch (error) {
    item.state = error.name === 'AbortError' ? 'waiting' : 'failed';
    item.reason = error.message;
  }
  show(item);
}

async function start() {
  if (isRunning) return;
  isRunning = true;
  controls();
  const lane = async () => {
    while (isRunning) {
      const next = items.find(item => item.state === 'waiting');
      if (!next) return;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  isRunning = false;
  controls();
}

function cancel() {
  isRunning = false;
  for (const item of items) if (item.state === 'running') item.abort.abort();
}

async function saveAll() {
  const results = items.filter(item => item.state === 'done').map(item => item.result);
  $('many-all').disabled = true;
  try { save(await zip(results), 'harmonized.zip'); } catch (error) { $('many-count').textContent = error.message; return; }
  controls();
}

const paths = files => [...files].map(file => ({ file, path: file.webkitRelativePath || file.name }));
for (const [button, input] of [['many-files', 'many-files-input'], ['many-folder', 'many-folder-input']]) {
  $(button).addEventListener('click', () => $(input).click());
  $(input).addEventListener('change', () => { add(paths($(input).files)); $(input).value = ''; });
}
$('many-background').addEventListener('click', () => $('many-background-input').click());
$('many-background-input').addEventListener('change', () => setBackground($('many-background-input').files[0] ?? null));
$('many-strength').addEventListener('input', () => { $('many-strength-out').textContent = `${$('many-strength').value} %`; });
$('many-start').addEventListener('click', start);
$('many-cancel').addEventListener('click', cancel);
$('many-all').addEventListener('click', saveAll);
controls();
