// What a download does and why, in words.

import { clock, count, shown } from './text.js';

const STATES = {
  queued: 'Queued', running: 'Running', waiting: 'Waiting', paused: 'Paused', verifying: 'Verifying',
  proven: 'Proven', unchanged: 'Unchanged', failed: 'Failed', cancelled: 'Cancelled',
};

/** Why chunks came back, as receipts name it. */
const REASONS = {
  busy: 'host busy', slow: 'too slow, cut', 'no-answer': 'no answer in time', stalled: 'silent, cut',
  reset: 'connection lost', refused: 'connection refused', timeout: 'timed out', 'unknown-host': 'host unknown',
  stale: 'kept connection ended', short: 'body ended early', invalid: 'answer did not fit',
  'range-ignored': 'range ignored', 'range-refused': 'range refused', 'ranges-unusable': 'ranges do not work',
  'stream-cut': 'stream cut', 'wrong-bytes': 'wrong bytes', changed: 'file changed on the server',
  'other-version': 'another version answered', 'version-in-doubt': 'version in doubt', page: 'a web page came instead',
  redirected: 'redirected', expired: 'address expired', 'range-too-long': 'range too long',
  'condition-refused': 'condition refused', 'gave-way': 'gave way to another download',
  'disk-full': 'disk full', 'disk-trouble': 'disk trouble',
};

const OPEN = new Set(['queued', 'running', 'waiting', 'paused', 'verifying']);

export const isOpen = (view) => OPEN.has(view.state);
export const stateWord = (state) => STATES[state] ?? state;
export const reasonWord = (reason) => REASONS[reason] ?? reason.replaceAll('-', ' ');

/** The host of an address, or nothing. */
export function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}

/** Waiting: host asked for 12 s, until 12:04:10. */
export function waitingWords({ state, waiting }) {
  const word = stateWord(state);
  if (waiting.why === state) return word;
  const until = waiting.until ? `, until ${clock(waiting.until)}` : '';
  return `${word}: ${shown(waiting.why)}${until}`;
}

/** What went wrong; the address it often begins with is on the page anyway. */
export function errorWords(error, url) {
  const detail = error.detail || error.title;
  const place = `${url?.replace(/\?.*/s, '')}: `;
  return shown(detail.startsWith(place) ? detail.slice(place.length) : detail);
}

/** One line below the name: what it does, and why. */
export function sentence(view) {
  const state = stateWord(view.state);
  if (view.error) return `${state}: ${errorWords(view.error, view.url)}`;
  if (view.waiting && isOpen(view)) return waitingWords(view);
  if (view.proof && view.state === 'proven') return `${state}: ${proofWords(view.proof)}`;
  if (view.state === 'unchanged') return 'Unchanged: the file was here already';
  const host = shown(hostOf(view.url));
  return view.state === 'running' ? host : `${state}${host ? ` · ${host}` : ''}`;
}

/** 3 × too slow, cut · 1 × connection lost. */
export function retryWords(retries) {
  return Object.entries(retries ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${n} × ${reasonWord(reason)}`);
}

const SOURCES = {
  request: 'as the request said', 'repr-digest': 'as the server said', 'content-digest': 'as the server said',
  sidecar: 'as the checksum file said',
};

/** What shows that the file is whole. */
export function proofWords(proof) {
  const matched = (proof.checks ?? []).find((check) => check.matched);
  switch (proof.grade) {
    case 'digest':
      return matched ? `${shown(matched.algorithm)} matches, ${SOURCES[matched.source] ?? `from ${shown(matched.source)}`}` : 'its checksum matches';
    case 'pieces':
      return 'all pieces match';
    case 'length':
      return 'its length matches; no checksum is known';
    default:
      return 'the server gave nothing to compare with';
  }
}

/** What is under way in all. */
export function totalWords(totals) {
  const parts = [];
  if (totals.active) parts.push(`${totals.active} running`, count(totals.connections, 'connection'));
  const waiting = totals.waiting + (totals.queued ?? 0);
  if (waiting) parts.push(`${waiting} waiting`);
  if (totals.paused) parts.push(`${totals.paused} paused`);
  return parts.length ? parts.map((part) => part.replaceAll(' ', '\u00a0')).join(' · ') : 'Nothing under way';
}
