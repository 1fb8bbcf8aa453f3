// Numbers, times and foreign text as people like to read them.

const SIZES = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Decimal, with one digit behind the point unless more are asked for: 12.3 MB. */
export function size(bytes, digits = 1) {
  let value = bytes;
  let unit = 0;
  // 999.95 would be printed as 1000.0.
  while (value >= (unit ? 999.95 : 1000) && unit < SIZES.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit ? `${value.toFixed(digits)} ${SIZES[unit]}` : `${Math.round(bytes)} B`;
}

/** Where a range is, and how long unless nobody knows: 4.2 MB at 1.312 GB. */
export const place = (first, last) => (last === null ? `from ${size(first, 3)} on` : `${size(last - first + 1)} at ${size(first, 3)}`);

export const speed = (bytesPerSecond) => `${size(bytesPerSecond)}/s`;

/** 42 s, 3 min 07 s, 2 h 05 min, 4 d 11 h. */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const two = (n) => String(n).padStart(2, '0');
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${two(s % 60)} s` : ''}`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86400)} d ${two(Math.floor((s % 86400) / 3600))} h`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export const clock = (time) => CLOCK.format(new Date(time));

/** With the day, unless that is today. */
export function moment(time) {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock(date) : `${DAY.format(date)}, ${clock(date)}`;
}

export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** Rounded down: 100 % is said only when it is all there. */
export const percent = (part, whole) => (whole > 0 ? Math.floor((part / whole) * 100) : 100);

/**
 * Text from servers, with what could turn the writing around or hide itself made visible: control
 * and format characters become ‹U+202E›. It is still put on the page as text, never as markup.
 */
export function shown(text) {
  return String(text ?? '').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `‹U+${code}›`;
  });
}
