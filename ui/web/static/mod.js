import {$, ageText, command, follow, make, put, say, timeOf} from './watch.js'

// The questions by where they stand. Nothing moves under a cursor: a question that leaves a list stays in its place as a
// shadow until the mouse has left the list, and new ones come at the end.

const lists = [
  {name: 'incoming', holds: ['incoming', 'quarantined'], keys: 'AR'},
  {name: 'approved', holds: ['approved'], keys: 'NSR'},
  {name: 'next', holds: ['next'], keys: 'SAR'},
  {name: 'on-air', holds: ['on-air'], keys: 'D'},
  {name: 'rejected', holds: ['rejected'], keys: 'A', past: true},
  {name: 'answered', holds: ['answered'], keys: '', past: true},
]
const acts = {A: 'approve', R: 'reject', N: 'next', S: 'on-air', D: 'answer', Z: 'restore'}

// The page shows this many rows of a list; what comes after waits its turn, or is long done with.
const most = 200
// A shadow stays at least this long, for fingers, which do not hover.
const shadowTime = 1500

let questions = new Map()
let received = 0
let chosen = null   // id of the question that the keys are for
let moved = []      // ids that this page moved since it last chose one by hand: what Z takes back
let tab = 'incoming'

// ---- The frame: tabs on a narrow page, columns on a wide one. ----

const tabs = $('tabs'), main = $('lists')
for (const list of lists) {
  list.button = make('button', 'tab')
  list.button.addEventListener('click', () => turn(list.name))
  tabs.append(list.button)

  list.box = make('section', 'list ' + list.name)
  list.box.setAttribute('aria-labelledby', 'title-' + list.name)
  list.title = make('h2')
  list.title.id = 'title-' + list.name
  list.note = make('p', 'note')
  // What is over folds away on a wide page, where all lists are seen at once; its newest rows stand first.
  list.label = list.past ? make('button') : list.title
  if (list.past) {
    list.box.classList.add('folds')
    list.title.append(list.label)
    list.label.addEventListener('click', () => turn(tab === list.name ? 'incoming' : list.name))
  }
  list.rows = make('ul')
  list.more = make('p', 'note')
  const head = make('div', 'listhead')
  head.append(list.title, list.note)
  list.box.append(head, list.rows, list.more)
  list.box.addEventListener('pointerenter', e => { list.under = e.pointerType === 'mouse' })
  list.box.addEventListener('pointerleave', () => { list.under = false; sweep() })
  main.append(list.box)
}

function turn(name) {
  tab = name
  for (const list of lists) {
    list.box.classList.toggle('current', list.name === name)
    list.button.setAttribute('aria-pressed', list.name === name)
    if (list.past) list.label.setAttribute('aria-expanded', list.name === name)
  }
}
turn(tab)

// ---- Drawing ----

follow((state, at) => {
  received = at
  put($('show'), state.title || say('title'))
  put($('onair'), state.on_air ? say('onair', {title: state.on_air.title}) : '')
  $('burst').hidden = !state.burst
  $('active').setAttribute('aria-pressed', state.moderation === 'active')
  $('passive').setAttribute('aria-pressed', state.moderation === 'passive')
  questions = new Map(state.questions.map(q => [q.id, q]))
  draw()
})

function draw() {
  for (const list of lists) {
    let all = []
    for (const q of questions.values()) if (list.holds.includes(q.status)) all.push(q)
    if (list.past) all = all.reverse()
    list.all = all
    const shown = new Map(all.slice(0, most).map(q => [q.id, q]))
    for (const row of list.rows.children) {
      const q = shown.get(row.dataset.id)
      if (q) fill(list, row, q)
      else if (!row.gone) shadow(row)
      shown.delete(row.dataset.id)
    }
    const fresh = []
    for (const q of shown.values()) {
      const row = make('li', 'question')
      row.dataset.id = q.id
      row.tabIndex = -1
      row.addEventListener('click', () => choose(q.id, true))
      fill(list, row, q)
      fresh.push(row)
    }
    if (list.past) list.rows.prepend(...fresh)
    else list.rows.append(...fresh)
    put(list.more, all.length > most ? say('more', {n: all.length - most}) : all.length ? '' : say('none'))
    const name = say('list.' + list.name)
    put(list.label, name + ' ' + all.length)
    put(list.button, name + ' ' + all.length)
  }
  ages()
  sweep()
  mark()
}

function fill(list, row, q) {
  const version = [list.name, q.status, q.copies, q.before, q.like].join()
  if (row.version === version) return
  row.version = version
  row.gone = 0
  row.style.height = ''
  row.className = 'question'
  const signs = make('p', 'signs')
  signs.append(make('span', 'digits', timeOf(q.asked_at)))
  if (q.copies) signs.append(make('span', 'sign', '×' + (q.copies + 1)))
  if (q.status === 'quarantined') signs.append(make('span', 'sign held', say('held')))
  if (q.why && q.why !== 'copy') signs.append(make('span', 'sign', say('why.' + q.why)))
  const parts = [make('p', 'text', q.text), signs]
  const like = q.why === 'near-copy' && questions.get(q.like)
  if (like) parts.push(make('p', 'like', say('like', {text: like.text, status: say('status.' + like.status)})))
  const buttons = make('p', 'buttons')
  for (const key of list.keys + (q.before ? 'Z' : '')) {
    const b = make('button', 'act ' + acts[key])
    b.append(say('act.' + acts[key]), ' ', make('kbd', '', key))
    b.tabIndex = -1
    b.addEventListener('click', e => {
      e.stopPropagation()
      choose(q.id, false)
      act(key, q.id)
    })
    buttons.append(b)
  }
  parts.push(buttons)
  row.replaceChildren(...parts)
}

// shadow keeps a row's place after its question has gone elsewhere.
function shadow(row) {
  row.gone = performance.now()
  row.version = ''
  row.style.height = row.getBoundingClientRect().height + 'px'
  row.classList.add('gone')
  const q = questions.get(row.dataset.id)
  for (const b of row.querySelectorAll('button')) b.disabled = true
  const where = row.querySelector('.signs')
  if (where && q) where.append(make('span', 'sign', '→ ' + say('status.' + q.status)))
}

function sweep() {
  for (const list of lists) {
    if (list.under) continue
    for (const row of [...list.rows.children]) {
      if (row.gone && performance.now() - row.gone > shadowTime) row.remove()
    }
  }
}
setInterval(sweep, 500)

// The oldest wait is what a moderator is judged by.
function ages() {
  for (const list of lists) {
    const oldest = list.all && list.all[0]
    put(list.note, oldest && list.name === 'incoming'
      ? say('oldest', {age: ageText(Math.max(0, Math.floor((oldest.age_ms + performance.now() - received) / 1000)))}) : '')
  }
}
setInterval(ages, 1000)

// ---- Choosing and acting ----

const listOf = id => lists.find(l => l.holds.includes(questions.get(id)?.status))
const rowsOf = list => [...list.rows.children].filter(row => !row.gone)

function choose(id, byHand) {
  chosen = id
  if (byHand) moved = []
  mark()
}

function mark() {
  for (const list of lists) {
    for (const row of list.rows.children) {
      const is = row.dataset.id === chosen && !row.gone
      row.classList.toggle('chosen', is)
      if (is) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
  }
}

function show() {
  const row = main.querySelector('.question.chosen')
  if (!row) return
  row.focus({preventScroll: true})
  row.scrollIntoView({block: 'nearest'})
}

// step moves the choice up and down in its list; the first press takes the first question of the open list.
function step(by) {
  const list = listOf(chosen) ?? lists.find(l => l.name === tab)
  const rows = rowsOf(list)
  if (rows.length === 0) return
  const at = rows.findIndex(row => row.dataset.id === chosen)
  const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))
  choose(rows[to].dataset.id, true)
  turn(list.name)
  show()
}

function across(by) {
  const names = lists.map(l => l.name)
  let at = names.indexOf(listOf(chosen)?.name ?? tab)
  do at += by; while (lists[at] && rowsOf(lists[at]).length === 0)
  if (!lists[at]) return
  turn(names[at])
  choose(rowsOf(lists[at])[0].dataset.id, true)
  show()
}

// act does what a key says to a question. The choice stays where it is in the list: the next question takes the place.
async function act(key, id = chosen) {
  if (key === 'D') id = lists.find(l => l.name === 'on-air').all?.[0]?.id ?? id
  if (key === 'Z' && moved.length) id = moved.at(-1)
  if (!id || !questions.has(id)) return status(say('choose'))
  const list = listOf(id)
  const rows = list ? rowsOf(list).map(row => row.dataset.id) : []
  const at = rows.indexOf(id)
  // The next press may come before the desk's answer: what it refers to is settled now, and taken back on a refusal.
  const before = moved
  moved = moved.filter(other => other !== id)
  const next = key === 'Z' ? id : id === chosen && at >= 0 ? rows[at + 1] ?? rows[at - 1] ?? null : chosen
  if (key !== 'Z') moved = [...moved, id]
  const was = chosen
  choose(next, false)
  const {status: code, body} = await command(acts[key], {id})
  if (code === 200) return status('')
  if (chosen === next) choose(was, false)
  moved = key === 'Z' ? before : moved.filter(other => other !== id)
  status(code ? [body.error, body.hint].filter(Boolean).join(' ') : say('unreachable'))
}

function status(text) { put($('status'), text) }

for (const mode of ['active', 'passive']) {
  $(mode).addEventListener('click', async () => {
    const {status: code, body} = await command('moderate', {mode})
    status(code === 200 ? '' : code ? [body.error, body.hint].filter(Boolean).join(' ') : say('unreachable'))
  })
}

addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea, select')) return
  const key = e.key.toUpperCase()
  if (e.key === 'ArrowDown') step(1)
  else if (e.key === 'ArrowUp') step(-1)
  else if (e.key === 'ArrowRight') across(1)
  else if (e.key === 'ArrowLeft') across(-1)
  else if (acts[key] && !e.shiftKey) { if (!e.repeat) act(key) }
  else return
  e.preventDefault()
})
