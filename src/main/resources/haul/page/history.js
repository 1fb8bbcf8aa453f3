// The receipts of what has ended, searchable.

import * as api from './api.js';
import { el, icon } from './dom.js';
import { count, duration, moment, shown, size } from './text.js';
import { errorWords, hostOf, proofWords, stateWord } from './words.js';

const PAGE = 60;
const OUTCOMES = [['', 'All'], ['proven', 'Proven'], ['unchanged', 'Unchanged'], ['failed', 'Failed'], ['cancelled', 'Cancelled']];

export class History {
  /** @param on {@code open(id)}, {@code failed(error)} */
  constructor({ list, search, filters }, on) {
    this.list = list;
    this.search = search;
    this.on = on;
    this.outcome = '';
    this.selected = null;
    this.buttons = OUTCOMES.map(([outcome, word]) =>
      el('button', { type: 'button', 'aria-pressed': String(outcome === ''), onclick: () => this.#choose(outcome) }, word));
    filters.append(...this.buttons);
    let typing;
    search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.load(), 200);
    });
  }

  #choose(outcome) {
    this.outcome = outcome;
    OUTCOMES.forEach(([name], i) => this.buttons[i].setAttribute('aria-pressed', String(name === outcome)));
    this.load();
  }

  /** From the newest on. */
  load() {
    return this.#more(0);
  }

  async #more(offset) {
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    try {
      const page = await api.receipts({ text: this.search.value.trim(), outcomes: this.outcome, limit: PAGE, offset }, signal);
      if (offset === 0) this.list.replaceChildren(el('p', { className: 'amount' }, page.total ? count(page.total, 'receipt') : 'No receipt matches.'));
      this.list.querySelector('.more')?.remove();
      this.list.append(...page.receipts.map((receipt) => this.#row(receipt)));
      const shownNow = offset + page.receipts.length;
      if (page.receipts.length && shownNow < page.total) {
        this.list.append(el('button', { type: 'button', className: 'more', onclick: () => this.#more(shownNow) }, `Show more of ${page.total}`));
      }
      this.select(this.selected);
    } catch (error) {
      if (error.name !== 'AbortError') this.on.failed(error);
    }
  }

  #row(receipt) {
    const { file, transfer } = receipt;
    const url = receipt.sources[0]?.url ?? '';
    const name = shown(file ? file.path.replace(/.*[\\/]/, '') : url || receipt.id);
    const proof = file ? proofWords(receipt.proof) : receipt.error ? errorWords(receipt.error, url) : '';
    const row = el('button', { type: 'button', className: 'receipt', onclick: () => this.on.open(receipt.id) },
      el('span', { className: 'state' }, icon(receipt.outcome), el('span', { className: 'unseen' }, stateWord(receipt.outcome))),
      el('bdi', { className: 'name' }, name),
      el('span', { className: 'line' }, [shown(hostOf(url)), proof].filter(Boolean).join(' · ')),
      el('span', { className: 'size' }, file ? size(file.size) : ''),
      el('span', { className: 'took' }, file && transfer ? duration(transfer.durationMillis / 1000) : ''),
      el('span', { className: 'when' }, transfer ? moment(transfer.finishedAt) : ''));
    row.dataset.state = receipt.outcome;
    row.dataset.id = receipt.id;
    return row;
  }

  select(id) {
    this.selected = id;
    for (const row of this.list.querySelectorAll('.receipt')) {
      row.setAttribute('aria-expanded', String(row.dataset.id === id));
    }
  }
}
