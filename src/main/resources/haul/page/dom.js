// Builds elements. Text goes in as text: nothing here, or anywhere on the page, parses markup.

/** An element with properties (on... are listeners, aria-... and role attributes) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.includes('-')) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One of the pictures in the page's sprite; decoration only. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'use'));
  setIcon(svg, name);
  return svg;
}

export function setIcon(svg, name) {
  const href = `#i-${name}`;
  if (svg.firstChild.getAttribute('href') !== href) svg.firstChild.setAttribute('href', href);
}

/** Changes a text only when it is another one: the browser lays out what changed, and no more. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export const byId = (id) => document.getElementById(id);

/** The theme's colours for canvases, read again when the theme changes. */
export const colors = {
  cache: new Map(),
  get(name) {
    if (!this.cache.has(name)) {
      this.cache.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
    }
    return this.cache.get(name);
  },
};
const themeListeners = new Set();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colors.cache.clear();
  themeListeners.forEach((listener) => listener());
});
export const onTheme = (listener) => themeListeners.add(listener);

/** Fits a canvas to its box and the screen's pixels; true when there is something to draw on. */
export function fit(canvas) {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  return width > 0 && height > 0 ? ratio : 0;
}

/** Runs {@code draw} once before the next frame, however often it is asked to. */
export function onFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}
