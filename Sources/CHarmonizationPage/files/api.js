// The server's interface.

const token = new URLSearchParams(location.hash.slice(1)).get('token');

async function request(path, options = {}) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let response;
  try { response = await fetch(path, { ...options, headers }); } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('the studio no longer runs; start it again in the terminal');
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  const error = new Error(problem.detail || `the server answered ${response.status}`);
  throw Object.assign(error, { status: response.status, seconds: Number(response.headers.get('Retry-After')) || 1 });
}

/** What `action` gives; while the server has too much to do, it is tried again after the time that it asks for. */
export async function patiently(action, signal) {
  for (;;) {
    try { return await action(); } catch (error) {
      if (error.status !== 429) throw error;
      await new Promise(resolve => setTimeout(resolve, 1000 * error.seconds));
      signal?.throwIfAborted();
    }
  }
}

/** The models that can be chosen. */
export async function models() { return (await (await request('/api/v1/models')).json()).models; }

function form(fields) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === '') continue;
    if (value instanceof Blob) data.append(name, value, value.name || `${name}.png`); else data.append(name, String(value));
  }
  return data;
}

/** The change as a table and in words: {report, cube}. */
export async function look(fields, signal) {
  const body = form({ ...fields, output: 'look' });
  return (await request('/api/v1/harmonize', { method: 'POST', body, signal })).json();
}

/** A finished file: {blob, name, notices}. */
export async function result(fields, signal) {
  const response = await request('/api/v1/harmonize', { method: 'POST', body: form(fields), signal });
  const name = /filename\*=UTF-8''(.*)$/.exec(response.headers.get('Content-Disposition') || '');
  const notices = decodeURIComponent(response.headers.get('Harmonize-Notices') || '');
  return { blob: await response.blob(), name: name ? decodeURIComponent(name[1]) : 'result', notices };
}

/** The mask of what is in a box of the photo, as a file. */
export async function mask(fields, signal) {
  const blob = await (await request('/api/v1/mask', { method: 'POST', body: form(fields), signal })).blob();
  return new File([blob], 'mask.png', { type: 'image/png' });
}
