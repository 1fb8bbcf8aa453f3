// What the page knows: the downloads in their order, the totals, and how fast it all was lately.

import { isOpen } from './words.js';

/** Two minutes, twice a second. */
export const SAMPLES = 240;
export const SAMPLE_MS = 500;

/** The last speeds of something, the newest at the end. */
export class Series {
  #values = new Float64Array(SAMPLES);
  #next = 0;
  length = 0;

  push(value) {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % SAMPLES;
    this.length = Math.min(SAMPLES, this.length + 1);
  }

  /** Counted from the newest, which is 0. */
  at(age) {
    return this.#values[(this.#next - 1 - age + 2 * SAMPLES) % SAMPLES];
  }
}

/** Open ones first, those in the queue behind them, then what is finished; the newest first. */
function rank(view) {
  if (view.state === 'queued') return 1;
  return isOpen(view) ? 0 : 2;
}

function before(a, b) {
  return rank(a) - rank(b) || (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : a.id < b.id ? -1 : 1);
}

/** Applies what comes from the server. */
export class Store {
  downloads = new Map();
  totals = { bytesPerSecond: 0, connections: 0, active: 0, waiting: 0, paused: 0 };
  total = new Series();
  /** Whether the server has told what there is. */
  known = false;
  #series = new Map();
  #order = null;

  /** @return the downloads whose state changed, as {view, from} */
  apply(event) {
    const changes = [];
    const seen = new Set();
    this.totals = event.totals ?? this.totals;
    for (const view of event.downloads ?? []) {
      seen.add(view.id);
      const old = this.downloads.get(view.id);
      this.downloads.set(view.id, view);
      if (old?.state !== view.state) {
        this.#order = null;
        if (old) changes.push({ view, from: old.state });
      }
    }
    const gone = event.full ? [...this.downloads.keys()].filter((id) => !seen.has(id)) : (event.removed ?? []);
    for (const id of gone) {
      this.downloads.delete(id);
      this.#series.delete(id);
      this.#order = null;
    }
    this.known = true;
    return changes;
  }

  get ordered() {
    return (this.#order ??= [...this.downloads.values()].sort(before).map((view) => view.id));
  }

  seriesOf(id) {
    let series = this.#series.get(id);
    if (!series) this.#series.set(id, (series = new Series()));
    return series;
  }

  /** Notes the speeds of now; of those that have none and never had, nothing. */
  sample() {
    this.total.push(this.totals.bytesPerSecond);
    for (const view of this.downloads.values()) {
      if (view.bytesPerSecond > 0 || this.#series.has(view.id)) this.seriesOf(view.id).push(view.bytesPerSecond);
    }
  }
}
