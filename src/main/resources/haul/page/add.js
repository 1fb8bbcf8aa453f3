// Adding downloads: typed, pasted, dropped or chosen.

import * as api from './api.js';
import { byId } from './dom.js';
import { count } from './text.js';

/** What the inbox takes; the server reads them, so that there is one reader of each format. */
const TYPES = {
  url: 'application/x-mswinurl',
  webloc: 'application/x-webloc',
  desktop: 'application/x-desktop',
  txt: 'text/plain',
  urls: 'text/plain',
  json: 'application/json',
};
const LARGEST = 16 << 20;

const looksLikeUrl = (text) => /^https?:\/\/\S+$/im.test(text);

/** @param on {@code added(answer, words)} */
export function setUpAdd(on) {
  const dialog = byId('add');
  const urls = byId('add-urls');
  const wrong = byId('add-wrong');
  const more = byId('add-more');
  const [name, dir, checksum] = ['add-name', 'add-dir', 'add-checksum'].map(byId);

  const fail = (message) => {
    wrong.textContent = message;
    wrong.hidden = false;
  };

  function open(text = '') {
    wrong.hidden = true;
    if (text) urls.value = urls.value.trim() ? `${urls.value.trim()}\n${text}` : text;
    if (!dialog.open) dialog.showModal();
    urls.focus();
  }

  /** A request when there is one address with options, else the lines as they are: a list. */
  function posted() {
    const lines = urls.value.split('\n').map((line) => line.trim()).filter(Boolean);
    const options = { name: name.value.trim(), dir: dir.value.trim(), checksum: checksum.value.trim() };
    const given = Object.entries(options).filter(([, value]) => value);
    if (!lines.length) throw new Error('Write at least one address, for example https://example.org/file.iso');
    if (!given.length) return api.send('POST', '/downloads', urls.value, 'text/plain');
    if (lines.length > 1) throw new Error('Name, folder and checksum are for a single address');
    const request = { urls: lines };
    if (options.name) request.name = options.name;
    if (options.dir) request.dir = options.dir;
    if (options.checksum) {
      const [algorithm, hex] = options.checksum.split(/[:=]/);
      if (!hex) throw new Error('A checksum is written as algorithm:hex, for example sha-256:9f86d081…');
      request.digests = { [algorithm.trim().toLowerCase()]: hex.trim() };
    }
    return api.send('POST', '/downloads', request);
  }

  async function submit() {
    wrong.hidden = true;
    try {
      const answer = await posted();
      dialog.close();
      for (const field of [urls, name, dir, checksum]) field.value = '';
      more.open = false;
      on.added(answer, `${count(answer.downloads.length, 'download')} added`);
    } catch (error) {
      fail(error.message);
    }
  }

  async function sendFile(file) {
    const type = TYPES[file.name.replace(/.*\./, '').toLowerCase()];
    if (!type) {
      throw new Error(`${file.name}: not a list, a request or a shortcut (.url .webloc .desktop .txt .urls .json)`);
    }
    if (file.size > LARGEST) throw new Error(`${file.name}: too large for a list`);
    const answer = await api.send('POST', '/downloads', file, type);
    on.added(answer, `${count(answer.downloads.length, 'download')} added from ${file.name}`);
  }

  async function files(list) {
    const problems = [];
    for (const file of list) {
      await sendFile(file).catch((error) => problems.push(error.message.includes(file.name) ? error.message : `${file.name}: ${error.message}`));
    }
    if (problems.length) {
      open();
      fail(problems.join('\n'));
    } else if (dialog.open) {
      dialog.close();
    }
  }

  byId('add-form').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
  urls.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  });
  byId('add-files').addEventListener('change', async (event) => {
    await files([...event.target.files]);
    event.target.value = '';
  });
  document.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain').trim();
    if (!event.target.closest?.('input, textarea, dialog') && looksLikeUrl(text)) open(text);
  });
  setUpDrop(files, open);
  return open;
}

function setUpDrop(files, open) {
  const veil = byId('drop');
  let depth = 0;
  const show = (by) => {
    depth = Math.max(0, depth + by);
    veil.hidden = depth === 0;
  };
  const usable = (event) => ['Files', 'text/uri-list', 'text/plain'].some((type) => event.dataTransfer.types.includes(type));
  addEventListener('dragenter', (event) => usable(event) && show(1));
  addEventListener('dragleave', (event) => usable(event) && show(-1));
  addEventListener('dragover', (event) => usable(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!usable(event)) return;
    event.preventDefault();
    show(-depth);
    const text = (event.dataTransfer.getData('text/uri-list') || event.dataTransfer.getData('text/plain')).trim();
    if (event.dataTransfer.files.length) files([...event.dataTransfer.files]);
    else if (looksLikeUrl(text)) open(text.split('\n').filter((line) => !line.startsWith('#')).join('\n'));
  });
}
