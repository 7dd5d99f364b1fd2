// say.js holds the page's sentences, in a language that can change while the page is open.

const html = document.documentElement
export let words = JSON.parse(document.getElementById('words').textContent)
let plural, number

function speak(lang) {
  html.lang = lang
  plural = new Intl.PluralRules(lang)
  number = new Intl.NumberFormat(lang)
}
speak(html.lang)

export const lang = () => html.lang

// say is a sentence of this page, with {name} replaced from values; a number n chooses among the forms that the language
// has for one, few, many…
export function say(key, values = {}) {
  const form = typeof values.n === 'number' ? plural.select(values.n) : 'other'
  const sentence = words[`${key}.${form}`] ?? words[key] ?? words[key + '.other'] ?? key
  return sentence.replace(/\{(\w+)\}/g, (all, name) => name in values ? written(values[name]) : all)
}

const written = value => typeof value === 'number' ? number.format(value) : value

// change makes the page speak another language, without a reload: what stands in the page by data-say is said anew, and
// "words" is sent to whatever else has drawn a text.
export async function change(to) {
  const r = await fetch(`/api/words?page=${document.body.dataset.page}&lang=${to}`, {cache: 'no-store'}).catch(() => null)
  if (!r?.ok) return false
  const answer = await r.json()
  words = answer.words
  speak(answer.lang)
  document.cookie = `regie-lang=${answer.lang}; path=/; max-age=31536000; samesite=strict`
  try { localStorage.setItem('regie-lang', answer.lang) } catch { /* the other tabs keep theirs */ }
  retell(document)
  dispatchEvent(new Event('words'))
  return true
}

// The attributes that hold sentences, and how an element says which sentence: data-say for its text, data-say-title…
const attributes = ['title', 'aria-label', 'placeholder']

function retell(root) {
  for (const e of root.querySelectorAll('[data-say]')) e.textContent = say(e.dataset.say)
  for (const name of attributes) {
    for (const e of root.querySelectorAll(`[data-say-${name}]`)) e.setAttribute(name, say(e.getAttribute('data-say-' + name)))
  }
  document.title = [...new Set([say('title'), 'Régie'])].join(' · ')
}

// Another tab of this browser chose a language: one reader, one language.
addEventListener('storage', event => {
  if (event.key === 'regie-lang' && event.newValue && event.newValue !== html.lang) change(event.newValue)
})

// The element with the languages; a page that is shown to a room has none.
const choice = document.getElementById('lang')
if (choice) {
  choice.value = html.lang
  choice.addEventListener('change', async () => { if (!await change(choice.value)) choice.value = html.lang })
  addEventListener('words', () => { choice.value = html.lang })
}
