// Looks at a page from within and tells the page around it what is not as it should be.
const found = [];
const say = text => found.push(text);
const words = element => element.textContent.trim().slice(0, 30);
const all = selector => [...document.querySelectorAll(selector)];
const root = document.documentElement;

if (root.scrollWidth > innerWidth) {
  say(`overflow: ${root.scrollWidth} of ${innerWidth}`);
}
for (const e of all('body *')) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const box = e.getBoundingClientRect();
  if (own && !e.closest('.sr') && (box.right > innerWidth + 1 || box.left < -1)) {
    say(`outside: ${e.tagName}.${e.className} ${words(e)}`);
  }
  if (own && !e.closest('.sr') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0) {
    say(`cut: ${e.tagName}.${e.className} ${words(e)}`);
  }
}

const heads = all('h1,h2,h3,h4,h5,h6');
if (heads.filter(h => h.tagName === 'H1').length !== 1) say('headings: not one h1');
let level = 0;
for (const h of heads) {
  const next = Number(h.tagName[1]);
  if (next > level + 1) say(`headings: ${words(h)} skips a level`);
  level = next;
}
if (!root.lang) say('language: the page does not say its own');
if (!document.querySelector('main')) say('landmarks: no main');

const ids = all('[id]').map(e => e.id);
if (new Set(ids).size !== ids.length) say('ids: one occurs twice');
for (const a of all('a[href]')) {
  const target = a.getAttribute('href');
  if (!target.startsWith('#') || !ids.includes(target.slice(1))) say(`links: ${target}`);
}
for (const e of all('[aria-labelledby]')) {
  if (!ids.includes(e.getAttribute('aria-labelledby'))) say(`labels: ${e.tagName} without its label`);
}
for (const t of all('table')) {
  if (!t.caption || !t.caption.textContent.trim()) say('captions: a table without');
  if (!t.tHead) say(`captions: ${words(t)} without a head`);
  for (const th of t.querySelectorAll('th')) if (!th.scope) say(`scope: ${words(th)}`);
  for (const row of t.tBodies[0]?.rows ?? []) {
    if (!row.querySelector('th[scope=row]')) say(`scope: a row without a header, ${words(row)}`);
  }
}
for (const g of all('svg,img')) {
  if (!g.getAttribute('aria-label') && !g.getAttribute('alt')) say('pictures: one without words');
}
for (const e of all('script,link,img,iframe,object,embed,video,audio')) {
  if (e !== document.currentScript) say(`foreign: ${e.tagName}`);
}

const channels = colour => colour.match(/[\d.]+/g).map(Number);
const light = colour => {
  const [r, g, b] = channels(colour).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const behind = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (channels(colour)[3] !== 0) return colour;
  }
  return 'rgb(255, 255, 255)';
};
for (const e of all('body *')) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!own || e.tagName === 'SCRIPT') continue;
  const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
  const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (contrast < 4.5) say(`contrast: ${contrast.toFixed(2)}, ${words(e)}`);
}

const verdict = found.length ? found.join(' | ') : 'nothing';
parent.document.title += `[${innerWidth}: ${verdict}]`;
