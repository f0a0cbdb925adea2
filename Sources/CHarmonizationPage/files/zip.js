// Files that are taken away: one, or an archive of several, which are compressed already (PKWARE's APPNOTE 6.3: stored, names in UTF-8),
// below 4 GB.

/** Downloads a file. */
export function save(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ crc >>> 8;
  return ~crc >>> 0;
}

/** Fields of 2 and 4 bytes, little endian. */
function record(...fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0)), view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** Names that are all different: the second photo.jpg is photo-2.jpg. */
export function distinct(names) {
  const seen = new Map();
  return names.map(name => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : name.replace(/(\.[^.]*)?$/, end => `-${count}${end}`);
  });
}

/** One file of several, [{name, blob}]. The bytes stay where they are; only one file at a time is read. */
export async function zip(files) {
  const names = distinct(files.map(file => file.name)).map(name => new TextEncoder().encode(name));
  const parts = [], directory = [];
  let offset = 0;
  for (const [i, { blob }] of files.entries()) {
    const crc = crc32(new Uint8Array(await blob.arrayBuffer())), name = names[i];
    const common = [[2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, blob.size], [4, blob.size], [2, name.length], [2, 0]];
    parts.push(record([4, 0x04034b50], ...common), name, blob);
    directory.push(record([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    offset += 30 + name.length + blob.size;
    if (offset > 0xfffffff0) throw new Error('together they are over 4 GB; download some of them one by one');
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, length], [4, offset], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}
