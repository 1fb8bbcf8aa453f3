// A speed over the last two minutes, drawn as an area.

import { colors, el, fit, onFrame, onTheme, setText } from './dom.js';
import { clock, duration, speed } from './text.js';
import { SAMPLES, SAMPLE_MS } from './store.js';

/** A page that was just opened has little to draw: the scale of time grows with what there is. */
const FEWEST = 60;

const TOP = 14;
const BOTTOM = 16;

/** The next of 1, 2, 5, 10, 20 … that is not below {@code value}. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value);
}

export class Graph {
  /** @param label says for screen readers what is drawn */
  constructor(label) {
    this.label = label;
    this.series = null;
    this.canvas = el('canvas', { role: 'img', 'aria-label': label });
    this.tip = el('output', { className: 'tip', hidden: true, 'aria-hidden': 'true' });
    this.element = el('div', { className: 'graph' }, this.canvas, this.tip);
    this.pointer = null;
    this.draw = onFrame(() => this.#draw());
    this.canvas.addEventListener('pointermove', (event) => this.#point(event.offsetX));
    this.canvas.addEventListener('pointerleave', () => this.#point(null));
    new ResizeObserver(this.draw).observe(this.canvas);
    onTheme(this.draw);
  }

  show(series) {
    this.series = series;
    this.draw();
  }

  #point(x) {
    this.pointer = x;
    this.draw();
  }

  /** Said to screen readers when they ask, which is why it is not live. */
  describe() {
    const now = this.series?.length ? this.series.at(0) : 0;
    this.canvas.setAttribute('aria-label', `${this.label}: ${speed(now)} now, at most ${speed(this.#most())} in the last two minutes`);
  }

  #most() {
    let most = 0;
    for (let age = 0; age < (this.series?.length ?? 0); age++) most = Math.max(most, this.series.at(age));
    return most;
  }

  #draw() {
    const ratio = fit(this.canvas);
    if (!ratio || !this.series) return;
    const context = this.canvas.getContext('2d');
    const width = this.canvas.width / ratio;
    const height = this.canvas.height / ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const top = ceiling(Math.max(1000, this.#most() * 1.05));
    this.span = Math.min(SAMPLES, Math.max(FEWEST, Math.ceil(this.series.length / FEWEST) * FEWEST)) - 1;
    const x = (age) => width - (age / this.span) * width;
    const y = (value) => TOP + (1 - value / top) * (height - TOP - BOTTOM);
    this.#grid(context, width, height, top, y);
    if (this.series.length > 1) this.#area(context, height, x, y);
    this.#mark(context, width, height, x, y);
  }

  #grid(context, width, height, top, y) {
    context.font = `11px ${getComputedStyle(this.canvas).fontFamily}`;
    context.lineWidth = 1;
    context.strokeStyle = colors.get('line');
    context.fillStyle = colors.get('soft');
    for (const part of [1, 0.5, 0]) {
      const line = Math.round(y(top * part)) + 0.5;
      context.beginPath();
      context.moveTo(0, line);
      context.lineTo(width, line);
      context.stroke();
      if (part) context.fillText(speed(top * part), 0, line - 4);
    }
    context.textAlign = 'left';
    context.fillText(`${duration(((this.span + 1) * SAMPLE_MS) / 1000)} ago`, 0, height - 3);
    context.textAlign = 'right';
    context.fillText('now', width, height - 3);
    context.textAlign = 'left';
  }

  #area(context, height, x, y) {
    const oldest = this.series.length - 1;
    const line = new Path2D();
    line.moveTo(x(oldest), y(this.series.at(oldest)));
    for (let age = oldest - 1; age >= 0; age--) line.lineTo(x(age), y(this.series.at(age)));
    const area = new Path2D(line);
    area.lineTo(x(0), y(0));
    area.lineTo(x(oldest), y(0));
    const shade = context.createLinearGradient(0, TOP, 0, height - BOTTOM);
    shade.addColorStop(0, colors.get('graph-top'));
    shade.addColorStop(1, colors.get('graph-bottom'));
    context.fillStyle = shade;
    context.fill(area);
    context.strokeStyle = colors.get('accent');
    context.lineWidth = 1.6;
    context.lineJoin = 'round';
    context.stroke(line);
  }

  #mark(context, width, height, x, y) {
    const age = this.pointer === null ? -1 : Math.round((1 - this.pointer / width) * this.span);
    const known = age >= 0 && age < this.series.length;
    this.tip.hidden = !known;
    if (!known) return;
    context.strokeStyle = colors.get('soft');
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(Math.round(x(age)) + 0.5, TOP);
    context.lineTo(Math.round(x(age)) + 0.5, height - BOTTOM);
    context.stroke();
    context.fillStyle = colors.get('accent');
    context.beginPath();
    context.arc(x(age), y(this.series.at(age)), 3.5, 0, 7);
    context.fill();
    const seconds = (age * SAMPLE_MS) / 1000;
    setText(this.tip, `${speed(this.series.at(age))} · ${clock(Date.now() - seconds * 1000)} · ${duration(seconds)} ago`);
  }
}
