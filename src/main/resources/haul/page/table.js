// The list of downloads. Only the rows on the screen exist, however many downloads there are.

import { el, icon, onFrame, setAttribute, setIcon, setText } from './dom.js';
import { duration, percent, shown, size, speed } from './text.js';
import { isOpen, sentence, stateWord } from './words.js';

const SPARE = 4;

/** The verbs a row offers in a state, the first one being what the key p does. */
export function verbs(view) {
  switch (view.state) {
    case 'paused':
      return ['resume', 'cancel'];
    case 'queued':
    case 'running':
    case 'waiting':
      return ['pause', 'cancel'];
    case 'verifying':
      return ['cancel'];
    case 'failed':
    case 'cancelled':
      return ['retry', 'forget'];
    default:
      return ['forget'];
  }
}

export const VERB_WORDS = {
  pause: 'Pause', resume: 'Resume', cancel: 'Cancel', retry: 'Try again', forget: 'Remove from the list',
};

const TITLES = ['', 'Name', 'Progress', 'Size', 'Speed', 'Time left', 'Conn.', 'Retries', ''];
const CLASSES = ['state', 'what', 'progress', 'size', 'speed', 'left', 'connections', 'retries', 'verbs'];

export class Table {
  /** @param on {@code open(id)}, {@code verb(view, verb)} */
  constructor(element, store, on) {
    this.store = store;
    this.on = on;
    this.ids = [];
    this.rows = new Map();
    this.selected = null;
    this.current = null;
    this.space = el('div', { className: 'space', role: 'presentation' });
    this.body = el('div', { className: 'rows', role: 'rowgroup', onscroll: () => this.draw() }, this.space);
    const titles = TITLES.map((title, i) =>
      el('div', { role: 'columnheader', className: CLASSES[i] }, title || el('span', { className: 'unseen' }, i ? 'Actions' : 'State')));
    this.titles = el('div', { role: 'rowgroup' }, el('div', { role: 'row', className: 'head', 'aria-rowindex': '1' }, titles));
    element.append(this.titles, this.body);
    this.element = element;
    this.draw = onFrame(() => this.#draw());
    new ResizeObserver(this.draw).observe(this.body);
    this.body.addEventListener('keydown', (event) => this.#key(event));
    this.body.addEventListener('focusin', (event) => this.#focused(event.target));
  }

  /** @param ids which downloads to show, in their order */
  show(ids) {
    this.ids = ids;
    const idle = !this.selected && !this.body.contains(document.activeElement);
    if (idle || !ids.includes(this.current)) this.current = ids[0] ?? null;
    setAttribute(this.element, 'aria-rowcount', String(ids.length + 1));
    this.draw();
  }

  select(id) {
    this.selected = id;
    if (id && this.ids.includes(id)) this.current = id;
    this.draw();
  }

  /** Puts the keyboard on the current row. */
  focus() {
    if (this.current) this.#go(this.ids.indexOf(this.current));
  }

  #height() {
    return parseFloat(getComputedStyle(this.body).getPropertyValue('--row')) || 56;
  }

  #draw() {
    const height = this.#height();
    const first = Math.max(0, Math.floor(this.body.scrollTop / height) - SPARE);
    const last = Math.min(this.ids.length, Math.ceil((this.body.scrollTop + this.body.clientHeight) / height) + SPARE);
    this.space.style.height = `${this.ids.length * height}px`;
    // The titles stand above their columns, whether there is a scroll bar or not.
    this.titles.style.paddingRight = `${this.body.offsetWidth - this.body.clientWidth}px`;
    const shown = new Set(this.ids.slice(first, last));
    // These stay, wherever they were scrolled to: the row with the keyboard, and the one Tab reaches.
    const focused = document.activeElement?.closest?.('[data-id]')?.dataset.id;
    for (const id of [focused, this.current]) if (this.ids.includes(id)) shown.add(id);
    for (const [id, row] of this.rows) {
      if (!shown.has(id)) {
        row.element.remove();
        this.rows.delete(id);
      }
    }
    for (const id of shown) this.#place(id, this.ids.indexOf(id), height);
    this.#order();
  }

  /** A screen reader reads the rows as they stand in the document. */
  #order() {
    const rows = [...this.rows.values()].sort((a, b) => a.index - b.index).map((row) => row.element);
    if (rows.every((row, i) => row === this.space.children[i])) return;
    // A row that is moved loses the keyboard: so the others are moved around it.
    const held = rows.findIndex((row) => row.contains(document.activeElement));
    rows.forEach((row, i) => {
      if (i < held) this.space.insertBefore(row, rows[held]);
      else if (i > held) this.space.append(row);
    });
  }

  #place(id, index, height) {
    let row = this.rows.get(id);
    if (!row) {
      row = new Row(id, this.on, this.store);
      this.rows.set(id, row);
      this.space.append(row.element);
    }
    row.show(this.store.downloads.get(id), {
      index, top: index * height, current: id === this.current, selected: id === this.selected,
    });
  }

  #focused(target) {
    const id = target.closest('[data-id]')?.dataset.id;
    if (id && id !== this.current) {
      this.current = id;
      this.draw();
    }
  }

  #go(index) {
    const to = Math.max(0, Math.min(this.ids.length - 1, index));
    const height = this.#height();
    this.current = this.ids[to];
    if (to * height < this.body.scrollTop) this.body.scrollTop = to * height;
    else if ((to + 1) * height > this.body.scrollTop + this.body.clientHeight) this.body.scrollTop = (to + 1) * height - this.body.clientHeight;
    this.#draw();
    this.rows.get(this.current)?.name.focus({ preventScroll: true });
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.ids.indexOf(this.current);
    const screen = Math.max(1, Math.floor(this.body.clientHeight / this.#height()) - 1);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + screen, PageUp: at - screen, Home: 0, End: this.ids.length - 1 };
    const view = this.store.downloads.get(this.current);
    if (event.key in moves) this.#go(moves[event.key]);
    else if (event.key === 'p' && view) this.on.verb(view, verbs(view)[0]);
    else if (event.key === 'Delete' && view) this.on.verb(view, verbs(view).at(-1));
    else return;
    event.preventDefault();
  }
}

/** One row; it is filled anew whenever its download changes. */
class Row {
  constructor(id, on, store) {
    this.cells = {};
    for (const name of CLASSES) this.cells[name] = el('div', { role: 'cell', className: name });
    this.icon = icon('queued');
    this.stateName = el('span', { className: 'unseen' });
    this.cells.state.append(this.icon, this.stateName);
    this.head = el('span', { className: 'start' });
    this.tail = el('span', { className: 'end' });
    this.name = el('button', { type: 'button', className: 'name', onclick: () => on.open(id) }, el('bdi', {}, this.head, this.tail));
    this.line = el('p', { className: 'line' });
    this.cells.what.append(this.name, this.line);
    this.fill = el('i');
    this.percent = el('span');
    this.cells.progress.append(el('div', { className: 'track', 'aria-hidden': 'true' }, this.fill), this.percent);
    this.element = el('div', { role: 'row', className: 'row' }, Object.values(this.cells));
    this.element.dataset.id = id;
    this.element.addEventListener('click', (event) => {
      if (!event.target.closest('button')) on.open(id);
    });
    this.buttons = [0, 1].map((i) => {
      const button = el('button', { type: 'button', className: 'icon', onclick: () => on.verb(store.downloads.get(id), this.verbs[i]) }, icon('pause'));
      this.cells.verbs.append(button);
      return button;
    });
  }

  show(view, { index, top, current, selected }) {
    this.index = index;
    this.element.style.transform = `translateY(${top}px)`;
    setAttribute(this.element, 'aria-rowindex', String(index + 2));
    setAttribute(this.element, 'data-state', view.state);
    setAttribute(this.name, 'aria-expanded', String(selected));
    this.element.classList.toggle('selected', selected);
    this.name.tabIndex = current ? 0 : -1;
    if (this.view === view && this.wasCurrent === current) return;
    this.view = view;
    this.wasCurrent = current;
    const name = shown(view.name || view.url);
    setIcon(this.icon, view.state);
    setText(this.stateName, stateWord(view.state));
    // The end of a name tells what it is, so the middle is what gives way.
    setText(this.head, name.slice(0, -7));
    setText(this.tail, name.slice(-7));
    setAttribute(this.name, 'title', name);
    const line = sentence(view);
    setText(this.line, line);
    setAttribute(this.line, 'title', line);
    this.#numbers(view);
    this.#verbs(view, name, current);
  }

  #numbers(view) {
    const done = view.size ? percent(view.bytes, view.size) : null;
    const open = isOpen(view);
    this.fill.style.transform = `scaleX(${view.size ? Math.min(1, view.bytes / view.size) : open ? 0 : 1})`;
    this.element.classList.toggle('unsized', open && view.size === null && view.bytes > 0);
    setText(this.percent, done === null ? '' : `${done} %`);
    setText(this.cells.size, open && view.size !== null && view.bytes > 0 ? `${size(view.bytes)} / ${size(view.size)}` : size(view.size ?? view.bytes));
    setText(this.cells.speed, view.bytesPerSecond > 0 && open ? speed(view.bytesPerSecond) : '');
    setText(this.cells.left, view.secondsLeft !== null && open ? duration(view.secondsLeft) : '');
    setText(this.cells.connections, view.connections ? String(view.connections) : '');
    setText(this.cells.retries, view.retriesTotal ? String(view.retriesTotal) : '');
  }

  #verbs(view, name, current) {
    this.verbs = verbs(view);
    this.buttons.forEach((button, i) => {
      const verb = this.verbs[i];
      button.hidden = !verb;
      if (!verb) return;
      button.tabIndex = current ? 0 : -1;
      setIcon(button.firstChild, verb);
      setAttribute(button, 'aria-label', `${VERB_WORDS[verb]}: ${name}`);
      setAttribute(button, 'title', VERB_WORDS[verb]);
    });
  }
}
