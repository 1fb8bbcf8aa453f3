// Talks to /api/v1, with the token where one is needed.

// Not relative to the page's own address: that may hold a user name, with which fetch refuses.
const ROOT = `${location.origin}/api/v1`;
const KEY = 'haul.token';

/** What the server said in place of an answer, as RFC 9457 has it. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || `the server answered ${status}`);
    this.status = status;
    this.retryable = body?.retryable ?? status >= 500;
  }
}

/** Tokens stay in the tab unless the user wants them kept; they never get into an address. */
export const token = {
  get: () => sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY),
  set(text, keep) {
    sessionStorage.setItem(KEY, text);
    if (keep) localStorage.setItem(KEY, text);
    else localStorage.removeItem(KEY);
  },
};

let askForToken = async () => {};
let asking = null;

/** {@code ask} shows the prompt and resolves when there is a token to try. */
export function onUnauthorized(ask) {
  askForToken = ask;
}

/** A response that is fine; asks for the token and tries again when that is what is missing. */
export async function request(path, options = {}) {
  for (;;) {
    const used = token.get();
    const headers = new Headers(options.headers);
    // The page has its own prompt: without this, the browser would show one more.
    headers.set('X-Requested-With', 'haul');
    if (used) headers.set('Authorization', `Bearer ${used}`);
    const response = await fetch(ROOT + path, { ...options, headers, cache: 'no-store' });
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    if (response.status !== 401) throw new Problem(response.status, body);
    // Several requests fail at once; one prompt is enough.
    if (token.get() === used) {
      asking ??= askForToken(used !== null).finally(() => (asking = null));
    }
    await asking;
    options.signal?.throwIfAborted();
  }
}

export const get = async (path, signal) => (await request(path, { signal })).json();

export async function send(method, path, body, type = 'application/json') {
  const options = { method };
  if (body !== undefined) {
    options.body = typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body);
    options.headers = { 'Content-Type': type };
  }
  const response = await request(path, options);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

const place = (id) => `/downloads/${encodeURIComponent(id)}`;

export const control = (id, verb) => send('POST', `${place(id)}/${verb}`);
export const forget = (id) => send('DELETE', place(id));
export const setPriority = (id, priority) => send('PATCH', place(id), { priority });
export const chunks = (id, signal) => get(`${place(id)}/chunks`, signal);
export const downloads = (limit, offset, signal) => get(`/downloads?limit=${limit}&offset=${offset}`, signal);
export const receipt = (id) => get(`/receipts/${encodeURIComponent(id)}`);

export function receipts({ text, outcomes, limit, offset }, signal) {
  const query = new URLSearchParams({ limit, offset });
  if (text) query.set('q', text);
  if (outcomes) query.set('outcome', outcomes);
  return get(`/receipts?${query}`, signal);
}
