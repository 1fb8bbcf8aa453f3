// One download, or one receipt, in all it has to tell.

import * as api from './api.js';
import { el, icon, setAttribute, setText } from './dom.js';
import { Graph } from './graph.js';
import { ChunkMap, isRetry } from './map.js';
import { clock, count, duration, moment, percent, place, shown, size, speed } from './text.js';
import { errorWords, isOpen, proofWords, retryWords, stateWord, waitingWords } from './words.js';
import { VERB_WORDS, verbs } from './table.js';

const RANGES = 64;

const section = (title, ...children) => el('section', {}, el('h3', {}, title), ...children);

/** The rows of a list of facts; what is null is left out. */
function facts(list, pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const key = JSON.stringify(rows);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, el('bdi', {}, value))]));
}

const sentenceCase = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function proofBox(proof) {
  const checks = (proof.checks ?? []).map((check) =>
    el('dl', { className: 'facts check' },
      el('dt', {}, 'Checksum'), el('dd', {}, `${shown(check.algorithm)}, from ${shown(check.source)}`),
      el('dt', {}, 'Expected'), el('dd', { className: 'hex' }, shown(check.expected)),
      el('dt', {}, 'Actual'), el('dd', { className: 'hex' }, shown(check.actual))));
  return [el('p', { className: `proof ${proof.grade}` }, icon(proof.grade === 'none' ? 'unchanged' : 'proven'), sentenceCase(proofWords(proof))), ...checks];
}

function top(name, close) {
  return el('div', { className: 'detail-top' },
    el('button', { type: 'button', className: 'icon back', onclick: close, 'aria-label': 'Back to the list', title: 'Back to the list' }, icon('back')),
    el('h2', { id: 'detail-name', tabIndex: -1 }, el('bdi', {}, name)));
}

/** A download under way, redrawn with every view and map of it. */
export class DownloadDetail {
  /** @param on {@code close()}, {@code verb(view, verb)}, {@code failed(error)} */
  constructor(id, series, on) {
    this.id = id;
    this.on = on;
    this.graph = new Graph('Speed of this download');
    this.graph.show(series);
    this.map = new ChunkMap();
    this.chip = el('span', { className: 'chip' });
    this.buttons = el('p', { className: 'buttons' });
    this.why = el('p', { className: 'why', hidden: true });
    this.numbers = el('div', { className: 'numbers' });
    this.parts = { done: this.#number('Done'), speed: this.#number('Speed'), left: this.#number('Time left'), connections: this.#number('Connections') };
    this.flights = el('tbody');
    this.flightTable = el('table', { className: 'flights' },
      el('caption', { className: 'unseen' }, 'Ranges in flight and ranges that are tried again'),
      el('thead', {}, el('tr', {}, ['Range', 'Speed', 'Attempt', 'What'].map((title) => el('th', { scope: 'col' }, title)))), this.flights);
    this.retries = el('ul', { className: 'plain' });
    this.proof = el('div');
    this.facts = el('dl', { className: 'facts' });
    this.priority = el('input', { type: 'number', step: 1, min: -100, max: 100, onchange: () => this.#setPriority() });
    this.name = top('', on.close);
    this.sections = {
      graph: section('Speed', this.graph.element),
      map: section('Chunks', this.map.element),
      proof: section('Proof', this.proof),
      flights: section('Connections', this.flightTable),
      retries: section('Retries', this.retries),
      facts: section('About', this.facts, el('label', { className: 'priority' }, 'Priority', this.priority)),
    };
    this.element = el('div', { className: 'detail-body' }, this.name, el('div', { className: 'state-line' }, this.chip, this.buttons), this.why, this.numbers, Object.values(this.sections));
  }

  #number(label) {
    const value = el('b');
    this.numbers.append(el('p', {}, value, el('span', {}, label)));
    return value;
  }

  show(view) {
    this.view = view;
    const open = isOpen(view);
    const name = shown(view.name || view.url);
    setText(this.name.querySelector('bdi'), name);
    setText(this.chip, stateWord(view.state));
    this.chip.dataset.state = view.state;
    this.#verbs(view);
    this.#why(view, open);
    setText(this.parts.done, view.size ? `${percent(view.bytes, view.size)} %` : size(view.bytes));
    setText(this.parts.speed, open ? speed(view.bytesPerSecond) : '–');
    setText(this.parts.left, open && view.secondsLeft !== null ? duration(view.secondsLeft) : '–');
    setText(this.parts.connections, String(view.connections));
    const reasons = retryWords(view.retries);
    if (this.retries.dataset.key !== String(reasons)) {
      this.retries.dataset.key = String(reasons);
      this.retries.replaceChildren(...reasons.map((reason) => el('li', {}, reason)));
    }
    this.sections.retries.hidden = !reasons.length;
    this.sections.proof.hidden = !view.proof;
    if (view.proof && !this.proof.firstChild) this.proof.append(...proofBox(view.proof));
    if (!view.proof) this.proof.replaceChildren();
    this.sections.graph.hidden = !open;
    this.sections.flights.hidden = !open || !this.flights.firstChild;
    this.priority.parentElement.hidden = !open;
    if (document.activeElement !== this.priority) this.priority.value = view.priority ?? 0;
    facts(this.facts, [
      ['Address', shown(view.url)],
      ['File', view.path && shown(view.path)],
      ['Size', view.size === null ? null : `${size(view.size)} (${view.size.toLocaleString('en')} bytes)`],
      ['Received', view.receivedAt && moment(view.receivedAt)],
      ['Started', view.startedAt && moment(view.startedAt)],
      ['Finished', view.finishedAt && moment(view.finishedAt)],
      ['Warnings', view.warnings?.length ? shown(view.warnings.join('; ')) : null],
      ['Id', shown(view.id)],
    ]);
  }

  #verbs(view) {
    const key = view.state;
    if (this.buttons.dataset.key === key) return;
    this.buttons.dataset.key = key;
    const focused = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(...verbs(view).map((verb) =>
      el('button', { type: 'button', onclick: () => this.on.verb(this.view, verb) }, icon(verb), VERB_WORDS[verb])));
    if (focused) this.buttons.firstChild?.focus();
  }

  #why(view, open) {
    const words = view.error ? errorWords(view.error, view.url) : view.waiting && view.state === 'waiting' ? waitingWords(view) : '';
    this.why.hidden = !words;
    setText(this.why, words);
    setAttribute(this.why, 'data-state', view.state);
  }

  chunks(map) {
    this.sections.map.hidden = false;
    this.map.show(map);
    const rows = [
      ...map.inFlight.map((flight) => [flight, speed(flight.bytesPerSecond), shown(flight.address ?? '')]),
      ...map.waiting.filter(isRetry).map((range) => [range, '–', `${shown(range.why ?? 'tried again')}${range.until ? `, until ${clock(range.until)}` : ''}`]),
    ].slice(0, RANGES);
    while (this.flights.rows.length > rows.length) this.flights.deleteRow(-1);
    rows.forEach(([range, ...texts], i) => {
      const row = this.flights.rows[i] ?? this.flights.insertRow();
      while (row.cells.length < 4) row.insertCell();
      const cells = [place(range.first, range.last), texts[0], String(range.attempt + 1), texts[1]];
      cells.forEach((text, n) => setText(row.cells[n], text));
      row.classList.toggle('retry', isRetry(range));
    });
    this.sections.flights.hidden = !rows.length;
  }

  tick() {
    this.graph.draw();
  }

  #setPriority() {
    const priority = Math.round(Number(this.priority.value));
    api.setPriority(this.id, priority).catch(this.on.failed);
  }
}

/** How a download ended, from its receipt. */
export class ReceiptDetail {
  constructor(receipt, on) {
    const { transfer, file } = receipt;
    const retries = retryWords(transfer?.retries);
    const list = el('dl', { className: 'facts' });
    const name = shown(file ? file.path.replace(/.*[\\/]/, '') : (receipt.sources[0]?.url ?? receipt.id));
    facts(list, [
      ['File', file && shown(file.path)],
      ['Size', file && `${size(file.size)} (${file.size.toLocaleString('en')} bytes)`],
      ['SHA-256', file && shown(file.sha256)],
      ['Address', shown(receipt.sources.map((source) => source.url).join(', '))],
      ['Served from', shown(receipt.sources.map((source) => source.finalUrl ?? source.address).filter(Boolean).join(', '))],
      ['Finished', transfer && moment(transfer.finishedAt)],
      ['Took', transfer && `${duration(transfer.durationMillis / 1000)}, ${speed(transfer.meanBytesPerSecond)}, at most ${speed(transfer.peakBytesPerSecond)}`],
      ['Transfer', transfer && `${count(transfer.chunks, 'chunk')}, up to ${count(transfer.maxConnections, 'connection')}, ${count(transfer.resumes, 'resume')}, ${count(transfer.restarts, 'restart')}`],
      ['Asked by', [receipt.request.door, receipt.request.requestedBy, receipt.request.reference].filter(Boolean).map(shown).join(' · ')],
      ['Warnings', shown((receipt.warnings ?? []).join('; '))],
      ['Id', shown(receipt.id)],
    ]);
    const chip = el('span', { className: 'chip' }, stateWord(receipt.outcome));
    chip.dataset.state = receipt.outcome;
    const why = receipt.error && el('p', { className: 'why' }, errorWords(receipt.error, receipt.sources[0]?.url));
    if (why) why.dataset.state = 'failed';
    this.element = el('div', { className: 'detail-body' }, top(name, on.close), el('div', { className: 'state-line' }, chip), why,
      file && section('Proof', ...proofBox(receipt.proof)),
      retries.length > 0 && section('Retries', el('ul', { className: 'plain' }, retries.map((text) => el('li', {}, text)))),
      section('About', list));
  }

  tick() {}
}

