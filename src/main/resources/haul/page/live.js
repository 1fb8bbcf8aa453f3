// Keeps the page up to date: a stream of server-sent events, or polling where no stream gets through.

import * as api from './api.js';

/** The server says something every 15 s at least. */
const SILENCE_MS = 22_000;
const LONGEST_PAUSE_MS = 8_000;
const STREAMS_BEFORE_POLLING = 3;
const POLL_MS = 1_000;
const POLLS_BEFORE_STREAM = 30;
const PAGE = 1_000;

/** EventSource cannot send a token; so the stream is read with fetch. */
export class Live {
  /**
   * @param on {@code downloads(event)}, {@code chunks(map)}, {@code status(word)} with live,
   *     reconnecting or polling
   */
  constructor(on) {
    this.on = on;
    this.watched = null;
    this.failures = 0;
    this.stop = new AbortController();
  }

  /** From now on the chunk map of this download comes along; null for none. */
  watch(id) {
    if (id === this.watched) return;
    this.watched = id;
    this.again = true;
    this.stop.abort();
  }

  async run() {
    for (;;) {
      this.again = false;
      this.stop = new AbortController();
      try {
        await (this.failures >= STREAMS_BEFORE_POLLING ? this.#poll() : this.#stream());
      } catch {
        // What went wrong is tried again, whatever it was.
      }
      if (this.again) continue;
      this.failures++;
      this.on.status('reconnecting');
      const pause = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** this.failures);
      await this.#pause(pause * (0.5 + Math.random() / 2));
    }
  }

  async #stream() {
    const query = this.watched ? `?chunks=${encodeURIComponent(this.watched)}` : '';
    const stop = this.stop;
    let silence = setTimeout(() => stop.abort(), SILENCE_MS);
    try {
      const response = await api.request(`/events${query}`, { signal: stop.signal, headers: { Accept: 'text/event-stream' } });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => stop.abort(), SILENCE_MS);
        text = (text + value).replaceAll('\r\n', '\n');
        let end;
        while ((end = text.indexOf('\n\n')) >= 0) {
          this.#event(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
    } finally {
      clearTimeout(silence);
      stop.abort();
    }
  }

  #event(block) {
    let name = 'message';
    const data = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('event:')) name = line.slice(6).trim();
      else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
    }
    if (!data.length) return;
    const body = JSON.parse(data.join('\n'));
    if (name === 'downloads') {
      this.failures = 0;
      this.on.status('live');
      this.on.downloads(body);
    } else if (name === 'chunks') {
      this.on.chunks(body);
    }
  }

  async #poll() {
    for (let n = 0; n < POLLS_BEFORE_STREAM; n++) {
      this.on.downloads(await this.#all());
      this.on.status('polling');
      if (this.watched) {
        // The download may be gone; the list says so.
        await api.chunks(this.watched, this.stop.signal).then(this.on.chunks, () => {});
      }
      await this.#pause(POLL_MS);
      this.stop.signal.throwIfAborted();
    }
    // One stream is tried; when it fails too, polling goes on.
    this.failures = STREAMS_BEFORE_POLLING - 2;
  }

  async #all() {
    const all = [];
    for (;;) {
      const page = await api.downloads(PAGE, all.length, this.stop.signal);
      all.push(...page.downloads);
      if (!page.downloads.length || all.length >= page.total) {
        return { at: new Date().toISOString(), full: true, totals: page.totals, downloads: all, removed: [] };
      }
    }
  }

  #pause(milliseconds) {
    const { signal } = this.stop;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
