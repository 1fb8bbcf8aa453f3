// The chunk map: the whole file from its first byte to its last, line by line, as a text is read.

import { colors, el, fit, onFrame, onTheme, setText } from './dom.js';
import { clock, count, percent, place, shown, size, speed } from './text.js';

const LINE = 11;
const GAP = 3;
const HEIGHT = 8 * (LINE + GAP) - GAP;

/** In the order they are painted: what is later covers what is earlier. */
const KINDS = ['waiting', 'written', 'verified', 'flying', 'retrying', 'head'];
const [WAITING, WRITTEN, VERIFIED, FLYING, RETRYING, HEAD] = KINDS.keys();

/** The API counts the attempts that failed. */
export const isRetry = (range) => Boolean(range.why) || range.attempt > 0;

/** Where nobody knows the end of a range yet, it is that of the file. */
const end = (range, map) => range.last ?? (map.size ?? range.first + 1) - 1;

const at = (ranges, byte, map) => ranges.find((range) => range.first <= byte && byte <= end(range, map));

const within = (pairs, byte) => pairs.some(([first, last]) => first <= byte && byte <= last);

const covered = (pairs) => pairs.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/**
 * What each pixel of the map shows. Ranges are painted, not counted: a hundred thousand of them
 * cost as many short fills, and what is drawn then is as many runs as there are on the screen.
 */
export function paint(map, pixels) {
  const kinds = new Uint8Array(pixels);
  const scale = pixels / map.size;
  const fill = (first, last, kind) => {
    const from = Math.min(pixels - 1, Math.floor(first * scale));
    kinds.fill(kind, from, Math.max(from + 1, Math.round((last + 1) * scale)));
  };
  for (const [first, last] of map.written) fill(first, last, WRITTEN);
  for (const [first, last] of map.verified) fill(first, last, VERIFIED);
  for (const range of map.waiting) if (isRetry(range)) fill(range.first, end(range, map), RETRYING);
  for (const flight of map.inFlight) {
    if (flight.position > flight.first) fill(flight.first, flight.position - 1, WRITTEN);
    if (flight.position <= end(flight, map)) fill(flight.position, end(flight, map), FLYING);
  }
  for (const flight of map.inFlight) {
    const point = Math.min(pixels - 1, Math.floor(flight.position * scale));
    kinds.fill(HEAD, point, point + 2);
  }
  return kinds;
}

/** What is at one place, in words. */
export function wordsAt(map, byte) {
  const flight = at(map.inFlight, byte, map);
  if (flight && (byte >= flight.position || !within(map.written, byte))) {
    const again = isRetry(flight) ? `, attempt ${flight.attempt + 1}` : '';
    return `${place(flight.first, flight.last)}: in flight at ${speed(flight.bytesPerSecond)}${again}${flight.address ? `, from ${shown(flight.address)}` : ''}`;
  }
  const waiting = at(map.waiting, byte, map);
  if (waiting && isRetry(waiting)) {
    const why = waiting.why ? `: ${shown(waiting.why)}` : '';
    const until = waiting.until ? `, until ${clock(waiting.until)}` : '';
    return `${place(waiting.first, waiting.last)}: retrying, attempt ${waiting.attempt + 1}${why}${until}`;
  }
  if (within(map.verified, byte)) return `At ${size(byte)}: written and verified`;
  if (within(map.written, byte)) return `At ${size(byte)}: written`;
  return `At ${size(byte)}: waiting`;
}

export class ChunkMap {
  constructor() {
    this.map = null;
    this.canvas = el('canvas', { role: 'img', 'aria-label': 'Chunk map' });
    this.canvas.style.height = `${HEIGHT}px`;
    this.tip = el('output', { className: 'tip', hidden: true, 'aria-hidden': 'true' });
    this.legend = el('ul', { className: 'legend' });
    this.element = el('div', { className: 'map' }, this.canvas, this.tip, this.legend);
    this.entries = new Map();
    for (const kind of ['verified', 'written', 'flying', 'retrying', 'waiting']) {
      const text = el('span');
      this.entries.set(kind, text);
      this.legend.append(el('li', {}, el('i', { className: kind, 'aria-hidden': 'true' }), text));
    }
    this.pointer = null;
    this.draw = onFrame(() => this.#draw());
    this.canvas.addEventListener('pointermove', (event) => this.#point(event));
    this.canvas.addEventListener('pointerleave', () => this.#point(null));
    new ResizeObserver(this.draw).observe(this.canvas);
    onTheme(this.draw);
  }

  show(map) {
    this.map = map;
    this.#describe();
    this.draw();
  }

  #describe() {
    const { map } = this;
    const retrying = map.waiting.filter(isRetry).length + map.inFlight.filter(isRetry).length;
    const of = map.size ?? 0;
    const flights = map.inFlight.length;
    setText(this.entries.get('verified'), `verified ${size(covered(map.verified))}`);
    setText(this.entries.get('written'), `written ${size(covered(map.written))}`);
    setText(this.entries.get('flying'), `${flights} in flight`);
    setText(this.entries.get('retrying'), `${retrying} retrying`);
    setText(this.entries.get('waiting'), 'waiting');
    const done = of ? `${percent(covered(map.written), of)} % written` : `${size(covered(map.written))} written, size unknown`;
    this.canvas.setAttribute('aria-label', `Chunk map: ${done}, ${count(flights, 'range')} in flight, ${retrying} retrying`);
  }

  #point(event) {
    this.pointer = event && { x: event.offsetX, y: event.offsetY };
    this.draw();
  }

  #draw() {
    const ratio = fit(this.canvas);
    if (!ratio || !this.map) return;
    const context = this.canvas.getContext('2d');
    const { width, height } = this.canvas;
    const line = Math.round(LINE * ratio);
    const step = Math.round((LINE + GAP) * ratio);
    const lines = Math.max(1, Math.floor((height + step - line) / step));
    context.clearRect(0, 0, width, height);
    if (!this.map.size) return this.#unknown(context, width, line, step, lines);
    const kinds = paint(this.map, width * lines);
    for (let row = 0; row < lines; row++) {
      const start = row * width;
      for (let from = 0; from < width; ) {
        const kind = kinds[start + from];
        let to = from + 1;
        while (to < width && kinds[start + to] === kind) to++;
        context.fillStyle = colors.get(KINDS[kind]);
        context.fillRect(from, row * step, to - from, line);
        from = to;
      }
    }
    this.#tip(width / ratio, step / ratio, lines);
  }

  /** Nobody knows how long the file is: all that can be drawn is that something came. */
  #unknown(context, width, line, step, lines) {
    for (let row = 0; row < lines; row++) {
      context.fillStyle = colors.get(row === 0 && covered(this.map.written) ? 'written' : 'waiting');
      context.fillRect(0, row * step, width, line);
    }
    this.tip.hidden = true;
  }

  #tip(width, step, lines) {
    this.tip.hidden = !this.pointer;
    if (!this.pointer) return;
    const row = Math.min(lines - 1, Math.floor(this.pointer.y / step));
    const part = (row * width + this.pointer.x) / (width * lines);
    setText(this.tip, wordsAt(this.map, Math.min(this.map.size - 1, Math.floor(part * this.map.size))));
  }
}
