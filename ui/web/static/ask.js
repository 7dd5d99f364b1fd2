import {$, ageText, command, follow, make, put, say, sleep, wakeOrAfter} from './watch.js'
import {openFor} from './vote.js'

// A question is kept here until the desk has said "received", and sent again by itself with the same id, so that it is
// neither lost nor asked twice.

const text = $('text'), send = $('send'), answer = $('answer')
const max = Number(text.dataset.max)
const memory = {
  read(key, otherwise) {
    try { return JSON.parse(localStorage.getItem(key)) ?? otherwise } catch { return otherwise }
  },
  // A browser that may not keep anything still asks; it only forgets when the page is closed.
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)) } catch { /* as said */ } },
}
let waiting = memory.read('regie-waiting', []) // [{id, text, kind}] or [{id, report}], not received yet
let mine = []                                   // as the desk knows them

// randomUUID is missing on plain http; random values are not.
function newID() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('')
}

// Characters as a reader counts them, and as the desk does.
const length = () => [...text.value.trim()].length

function count() {
  const n = length()
  put($('count'), n + ' / ' + max)
  $('count').classList.toggle('toolong', n > max)
  text.setAttribute('aria-invalid', n > max)
  send.disabled = n === 0 || n > max
  memory.write('regie-draft', text.value)
}

text.value = memory.read('regie-draft', '')
text.addEventListener('input', count)
count()

$('form').addEventListener('submit', event => {
  event.preventDefault()
  if (send.disabled) return
  const kind = document.querySelector('[name=kind]:checked')
  keep([...waiting, {id: newID(), text: text.value.trim(), kind: kind.value}])
  text.value = ''
  document.querySelector('[name=kind]').checked = true
  count()
  put(answer, '')
  deliver()
})

function keep(list) {
  waiting = list
  memory.write('regie-waiting', waiting)
  draw()
}

let delivering = false

// deliver sends what waits, one after another, for as long as it takes.
async function deliver() {
  if (delivering) return
  delivering = true
  for (let tries = 0; waiting.length > 0;) {
    const {id, text: words, kind = 'question', report} = waiting[0]
    const {status, retry, body} = report ? await command('report', {id, ...report}) : await command('ask', {id, text: words, kind})
    if (status === 200 && report) {
      tries = 0
      keep(waiting.filter(q => q.id !== id))
      put($('reported'), say('reported'))
      continue
    }
    if (status === 200) {
      tries = 0
      if (!mine.some(q => q.id === id)) mine = [...mine, {id, text: words, status: 'received'}]
      keep(waiting.filter(q => q.id !== id))
      put(answer, say('thanks'))
      continue
    }
    if (status === 401 || status === 403) {
      put(answer, [body.error, body.hint].filter(Boolean).join(' '))
      break // a new link, and a reload, will send it
    }
    if (status > 0 && status < 500 && status !== 429) {
      // The desk will never take it as it is: give it back to be changed.
      keep(waiting.filter(q => q.id !== id))
      if (!text.value && words) { text.value = words; count() }
      put(answer, [body.error, body.hint].filter(Boolean).join(' '))
      continue
    }
    put(answer, status === 429 ? say('wait', {age: ageText(retry || 20)}) : say('retrying'))
    const pause = (retry ? retry * 1000 : Math.min(15000, 1000 * 2 ** tries++)) * (1 + Math.random() / 4)
    await (status === 429 ? sleep(pause) : wakeOrAfter(pause))
  }
  delivering = false
}

function draw() {
  const known = new Set(mine.map(q => q.id))
  const all = [...mine, ...waiting.filter(q => !q.report && !known.has(q.id)).map(q => ({...q, status: 'sending'}))]
  $('mine-section').hidden = all.length === 0
  const list = $('mine')
  const rows = new Map([...list.children].map(row => [row.dataset.id, row]))
  for (const q of all) {
    let row = rows.get(q.id)
    if (!row) {
      row = make('li')
      row.dataset.id = q.id
      row.append(make('p', 'fate'), make('p', 'asked'))
      list.prepend(row) // the newest first: it is what one looks for
    }
    rows.delete(q.id)
    row.dataset.fate = q.status
    put(row.firstChild, say('fate.' + q.status) + (q.copy ? ' ' + say('copy') : ''))
    put(row.lastChild, q.text)
  }
  for (const row of rows.values()) row.remove()
}

// Another tab of this browser keeps its list in the same place.
addEventListener('storage', event => {
  if (event.key !== 'regie-waiting') return
  waiting = memory.read('regie-waiting', [])
  draw()
})

draw()
follow(state => {
  put($('show'), state.title || say('title'))
  put($('onair'), state.on_air ? say('onair', {title: state.on_air.title}) : '')
  mine = state.mine
  // Received, but the answer was lost on the way: no need to send it again.
  if (waiting.some(q => mine.some(m => m.id === q.id))) keep(waiting.filter(q => !mine.some(m => m.id === q.id)))
  put($('rule'), state.rules || say(state.named_only ? 'rule.named' : state.slow_ms ? 'rule.slow' : 'rule', {age: ageText(Math.round(state.slow_ms / 1000))}))
  $('rescue').hidden = !state.rescue
  put($('rescue-text'), state.rescue?.text ?? '')
  lead($('rescue-link'), state.rescue?.link)
  $('survey').hidden = !state.survey
  lead($('survey-link'), state.survey)
  openFor(state.votes)
  draw()
  deliver()
})

// lead makes a link lead somewhere, or nowhere.
function lead(a, to) {
  a.hidden = !to
  if (to) a.href = to
  else a.removeAttribute('href')
}

// ---- What is wrong with the picture or the sound ----

$('network').value = memory.read('regie-network', '')
for (const button of document.querySelectorAll('[data-symptom]')) {
  button.addEventListener('click', () => {
    const network = $('network').value.trim()
    memory.write('regie-network', network)
    put($('reported'), say('reporting'))
    keep([...waiting, {id: newID(), report: {symptom: button.dataset.symptom, network}}])
    deliver()
  })
}
