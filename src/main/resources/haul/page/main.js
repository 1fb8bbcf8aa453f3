// The page: joins what the server tells with what is on the screen.

import * as api from './api.js';
import { setUpAdd } from './add.js';
import { DownloadDetail, ReceiptDetail } from './detail.js';
import { byId, el, onFrame, setText } from './dom.js';
import { Graph } from './graph.js';
import { History } from './history.js';
import { Live } from './live.js';
import { SAMPLE_MS, Store } from './store.js';
import { Table } from './table.js';
import { count, shown, speed } from './text.js';
import { isOpen, stateWord, totalWords } from './words.js';

const FILTERS = [
  ['all', 'All', () => true],
  ['active', 'Running', (view) => view.state === 'running' || view.state === 'verifying'],
  ['waiting', 'Waiting', (view) => ['queued', 'waiting', 'paused'].includes(view.state)],
  ['done', 'Done', (view) => view.state === 'proven' || view.state === 'unchanged'],
  ['failed', 'Failed', (view) => view.state === 'failed' || view.state === 'cancelled'],
];
const LIVE_WORDS = { live: 'Live', reconnecting: 'Reconnecting', polling: 'Polling' };

const store = new Store();
const detailPlace = byId('detail');
const searchField = byId('list-search');
let filter = 'all';
let detail = null;
let detailId = null;
let missing = 0;

// ---- list -----------------------------------------------------------------------------------

const table = new Table(byId('table'), store, {
  open: (id) => (location.hash = id === detailId ? '#/' : `#/d/${encodeURIComponent(id)}`),
  verb: act,
});
const totalGraph = new Graph('Speed of all downloads');
byId('total-plot').append(totalGraph.element);
totalGraph.show(store.total);

const filterButtons = FILTERS.map(([name, word]) => {
  const amount = el('span', { className: 'amount' });
  const button = el('button', { type: 'button', onclick: () => chooseFilter(name) }, word, ' ', amount);
  byId('filters').append(button);
  return { name, button, amount };
});

function chooseFilter(name) {
  filter = name;
  draw();
}

const draw = onFrame(() => {
  const text = searchField.value.trim().toLowerCase();
  const amounts = new Map(FILTERS.map(([name]) => [name, 0]));
  const ids = [];
  for (const id of store.ordered) {
    const view = store.downloads.get(id);
    if (text && !`${view.name ?? ''}\n${view.url ?? ''}\n${id}`.toLowerCase().includes(text)) continue;
    for (const [name, , matches] of FILTERS) {
      if (!matches(view)) continue;
      amounts.set(name, amounts.get(name) + 1);
      if (name === filter) ids.push(id);
    }
  }
  for (const { name, button, amount } of filterButtons) {
    button.setAttribute('aria-pressed', String(name === filter));
    setText(amount, String(amounts.get(name)));
  }
  const empty = store.known && store.downloads.size === 0;
  for (const id of ['table', 'list-bar', 'overview']) byId(id).hidden = empty || !store.known;
  byId('empty').hidden = !empty;
  byId('none').hidden = empty || !store.known || ids.length > 0;
  setText(byId('total-speed'), speed(store.totals.bytesPerSecond));
  setText(byId('total-about'), totalWords(store.totals));
  table.show(ids);
  drawDetail();
});

searchField.addEventListener('input', draw);

setInterval(() => {
  store.sample();
  if (document.hidden) return;
  totalGraph.draw();
  detail?.tick();
}, SAMPLE_MS);
setInterval(() => {
  totalGraph.describe();
  detail?.graph?.describe();
  const running = store.totals.bytesPerSecond > 0 ? `${speed(store.totals.bytesPerSecond)} – ` : '';
  setText(document.querySelector('title'), `${running}Haul`);
}, 2_000);

// ---- one download ---------------------------------------------------------------------------

function drawDetail() {
  if (!(detail instanceof DownloadDetail)) return;
  const view = store.downloads.get(detailId);
  if (view) detail.show(view);
  else if (store.known) lookUp(detailId);
}

/** What is no longer in the list may still have a receipt. */
async function lookUp(id) {
  if (missing === id) return;
  missing = id;
  try {
    const receipt = await api.receipt(id);
    if (detailId === id) showDetail(id, new ReceiptDetail(receipt, { close }));
  } catch (error) {
    if (detailId === id) close();
    if (error.status !== 404) failed(error);
  }
}

function showDetail(id, next) {
  const focused = detailPlace.contains(document.activeElement) || detailId !== id;
  detail = next;
  detailId = id;
  detailPlace.replaceChildren(...(next ? [next.element] : []));
  detailPlace.hidden = !next;
  document.body.classList.toggle('with-detail', Boolean(next));
  if (next && focused) byId('detail-name').focus({ preventScroll: true });
}

const close = () => (location.hash = byId('history').hidden ? '#/' : '#/history');

/** #/, #/d/ID, #/history, #/history/ID. */
async function route() {
  const [, view = '', id = null] = location.hash.split('/').map(decodeURIComponent);
  const history = view === 'history';
  const wasOpen = detailId;
  byId('downloads').hidden = history;
  byId('history').hidden = !history;
  setText(byId('title'), history ? 'History' : 'Downloads');
  for (const [link, here] of [['to-downloads', !history], ['to-history', history]]) {
    if (here) byId(link).setAttribute('aria-current', 'page');
    else byId(link).removeAttribute('aria-current');
  }
  const wanted = history ? id : view === 'd' ? id : null;
  if (wanted !== detailId || (detail instanceof ReceiptDetail) !== history) {
    missing = 0;
    showDetail(wanted, wanted && !history ? new DownloadDetail(wanted, store.seriesOf(wanted), { close, verb: act, failed }) : null);
    if (wanted && history) {
      api.receipt(wanted).then((receipt) => detailId === wanted && showDetail(wanted, new ReceiptDetail(receipt, { close })), failed);
    }
  }
  live.watch(wanted && !history ? wanted : null);
  table.select(history ? null : wanted);
  receipts.select(history ? wanted : null);
  if (history && !receipts.loaded) {
    receipts.loaded = true;
    receipts.load();
  }
  if (!history) receipts.loaded = false;
  draw();
  if (wasOpen && !wanted) (history ? document.querySelector(`.receipt[data-id="${CSS.escape(wasOpen)}"]`) : table)?.focus();
}

const receipts = new History(
  { list: byId('receipts'), search: byId('history-search'), filters: byId('outcomes') },
  { open: (id) => (location.hash = id === detailId ? '#/history' : `#/history/${encodeURIComponent(id)}`), failed },
);

// ---- doing ----------------------------------------------------------------------------------

const CONFIRM = {
  cancel: ['Cancel this download?', 'What is there of it is removed.', 'Cancel it'],
};

async function act(view, verb) {
  if (!view || (CONFIRM[verb] && !(await confirmed(...CONFIRM[verb], shown(view.name || view.url))))) return;
  try {
    const answer = verb === 'forget' ? await api.forget(view.id) : await api.control(view.id, verb);
    if (verb === 'forget') received({ removed: [view.id] });
    else if (answer?.id) received({ downloads: [answer] });
  } catch (error) {
    failed(error);
  }
}

function confirmed(title, text, yes, name) {
  const dialog = byId('confirm');
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), `${name}: ${text}`);
  setText(byId('confirm-yes'), yes);
  dialog.returnValue = 'no';
  dialog.showModal();
  byId('confirm-no').focus();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

const openAdd = setUpAdd({ added: (answer, words) => toast(words) });
byId('add-open').addEventListener('click', () => openAdd());
byId('empty-add').addEventListener('click', () => openAdd());

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && detailId && !document.querySelector('dialog[open]')) close();
});

api.onUnauthorized((triedOne) => new Promise((resolve) => {
  const dialog = byId('token');
  const wrong = byId('token-wrong');
  wrong.hidden = !triedOne;
  wrong.textContent = 'That is not the token.';
  dialog.addEventListener('close', () => {
    api.token.set(byId('token-text').value, byId('token-keep').checked);
    byId('token-text').value = '';
    resolve();
  }, { once: true });
  dialog.showModal();
}));
byId('token').addEventListener('cancel', (event) => event.preventDefault());

// ---- saying ---------------------------------------------------------------------------------

function toast(words, kind = 'note') {
  const note = el('p', { className: kind }, words);
  byId('toasts').append(note);
  setTimeout(() => note.remove(), kind === 'wrong' ? 8_000 : 3_500);
}

function failed(error) {
  toast(error.message, 'wrong');
}

/** What ended since the last time is said once, in one sentence. */
const ended = [];
setInterval(() => {
  if (!ended.length) return;
  const all = ended.splice(0);
  setText(byId('said'), all.length > 2 ? `${count(all.length, 'download')} ended` : all.join('. '));
}, 1_000);

function received(event) {
  for (const { view, from } of store.apply(event)) {
    if (!isOpen(view) && isOpen({ state: from })) ended.push(`${shown(view.name)}: ${stateWord(view.state)}`);
  }
  draw();
}

// ---- start ----------------------------------------------------------------------------------

const live = new Live({
  downloads: received,
  chunks: (map) => map && detail instanceof DownloadDetail && map.id === detailId && detail.chunks(map),
  status: (word) => {
    if (document.documentElement.dataset.live === word) return;
    document.documentElement.dataset.live = word;
    setText(byId('live').lastChild, LIVE_WORDS[word]);
  },
});
addEventListener('hashchange', route);
route();
live.run();
