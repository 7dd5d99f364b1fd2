import {$, ageText, command, follow, make, put, say, sleep, timeOf} from './watch.js'
import {claimed, hold, learn} from './claims.js'
import {edit} from './edit.js'

// The questions by where they stand. Nothing moves under a cursor: a question that leaves a list stays in its place as a
// shadow until the mouse has left the list, and new ones come at the end.

const lists = [
  {name: 'incoming', has: q => q.status === 'incoming' || q.status === 'quarantined' && q.why !== 'burst', keys: 'ARE'},
  {name: 'burst', has: q => q.status === 'quarantined' && q.why === 'burst', keys: 'AR', past: true},
  {name: 'approved', has: q => q.status === 'approved', keys: 'NSRE'},
  {name: 'next', has: q => q.status === 'next', keys: 'SARE'},
  {name: 'on-air', has: q => q.status === 'on-air', keys: 'DE'},
  {name: 'rejected', has: q => q.status === 'rejected', keys: 'AV', past: true},
  {name: 'answered', has: q => q.status === 'answered', keys: 'V', past: true},
  {name: 'archived', has: q => q.status === 'archived', keys: 'A', past: true},
]
const acts = {A: 'approve', R: 'reject', N: 'next', S: 'on-air', D: 'answer', Z: 'restore', E: 'edit', V: 'archive'}
// What can be done to several at once, in one act that one Z undoes.
const bulk = {A: 'approved', R: 'rejected', V: 'archived'}

// The page shows this many rows of a list; what comes after waits its turn, or is long done with.
const most = 200
// A shadow stays at least this long, for fingers, which do not hover.
const shadowTime = 1500

let questions = new Map()
let received = 0
let chosen = null   // id of the question that the keys are for
let home = null     // the list that the choice was made in; null follows the question wherever it goes
let picked = new Set() // ids that an act is for together, when there are more than one
let anchor = null   // id from which Shift picks a range
let moved = []      // what this page did since it last chose one by hand, {id} or {ids}: what Z takes back
let insists = {}    // the key and id of a press that another moderator's claim stopped
let sought = ''     // folded words of the search
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

draw() // the lists have names before there is anything in them
follow((state, at) => {
  received = at
  put($('show'), state.title || say('title'))
  put($('onair'), state.on_air ? say('onair', {title: state.on_air.title}) : '')
  $('burst').hidden = !state.burst && state.in_burst === 0
  put($('burst-text'), (state.burst ? say('burst') + ' ' : '') + (state.in_burst ? say('burst.held', {n: state.in_burst}) : ''))
  $('reject-burst').hidden = state.in_burst === 0
  for (const mode of ['active', 'passive', 'none']) $(mode).setAttribute('aria-pressed', state.moderation === mode)
  restriction(state.restriction)
  problems(state.problems)
  $('people').replaceChildren(...state.people.map(name => { const o = make('option'); o.value = name; return o }))
  questions = new Map(state.questions.map(q => [q.id, q]))
  for (const id of picked) if (!questions.has(id)) picked.delete(id)
  draw()
  learn(draw)
})

function problems(list) {
  $('problems').hidden = list.length === 0
  put($('problems'), list.map(p => say('trouble', {
    symptom: say('symptom.' + p.symptom), n: p.minutes.reduce((a, b) => a + b, 0), now: p.minutes[0],
  }) + (p.networks.length ? ' (' + p.networks.slice(0, 3).map(n => n.network + ' ' + n.count).join(', ') + ')' : '')).join(' · '))
}

// ---- What is asked of the audience while trouble is about ----

const rules = [...document.querySelectorAll('#restrict [name]')]
function restriction(now) {
  const on = rules.filter(r => r.type === 'checkbox' ? now[r.name] : now[r.name] > 0)
  put($('restricted'), on.length ? '● ' + on.length : '')
  for (const r of rules) {
    if (r === document.activeElement) continue
    if (r.type === 'checkbox') r.checked = now[r.name]
    else {
      if (![...r.options].some(o => Number(o.value) === now[r.name])) r.append(new Option(now[r.name] / 1000 + ' s', now[r.name]))
      r.value = String(now[r.name])
    }
  }
}
for (const r of rules) {
  r.addEventListener('change', () => {
    const wanted = {}
    for (const rule of rules) wanted[rule.name] = rule.type === 'checkbox' ? rule.checked : Number(rule.value)
    tell('restrict', wanted)
  })
}

// ---- Search: what does not match is out of sight, and keeps its place. ----

const fold = text => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
$('find').addEventListener('input', () => {
  sought = fold($('find').value.trim())
  draw()
})
const found = q => !sought || fold([q.text, q.original, q.name, q.speaker].join(' ')).includes(sought)

const nameBox = $('name')
try { nameBox.value = localStorage.getItem('regie-name') ?? '' } catch { /* nameless then */ }
nameBox.addEventListener('change', () => {
  try { localStorage.setItem('regie-name', nameBox.value.trim()) } catch { /* as above */ }
})

function draw() {
  for (const list of lists) {
    let all = []
    for (const q of questions.values()) if (list.has(q) && found(q)) all.push(q)
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
      row.addEventListener('click', e => { if (!row.gone) pick(q.id, e) })
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
  stay()
  ages()
  sweep()
  mark()
}

function fill(list, row, q) {
  const held = claimed(q)
  const version = [list.name, q.status, q.copies, q.votes, q.before, q.like, q.text, q.speaker, q.kind, held, document.documentElement.lang].join('\n')
  if (row.version === version) return
  row.version = version
  row.gone = 0
  row.style.height = ''
  row.className = 'question'
  const signs = make('p', 'signs')
  signs.append(make('span', 'digits', timeOf(q.asked_at)))
  if (held) signs.append(make('span', 'sign claim', say('claimed', {name: held})))
  if (q.copies) signs.append(make('span', 'sign', '×' + (q.copies + 1)))
  if (q.votes) signs.append(make('span', 'sign', '▲ ' + q.votes))
  if (q.prepared) signs.append(make('span', 'sign', say('prepared')))
  if (q.kind !== 'question') signs.append(make('span', 'sign kind', say('kind.' + q.kind)))
  if (q.speaker) signs.append(make('span', 'sign', '→ ' + q.speaker))
  if (q.name) signs.append(make('span', '', q.name))
  if (q.original) signs.append(make('span', 'sign', say('edited')))
  if (q.status === 'quarantined') signs.append(make('span', 'sign held', say('held')))
  if (q.why && q.why !== 'copy') signs.append(make('span', 'sign', say('why.' + q.why)))
  const parts = [make('p', 'text', q.text), signs]
  const like = q.why === 'near-copy' && questions.get(q.like)
  if (like) parts.push(make('p', 'like', say('like', {text: like.text.replace(/ (?=[:;?!»])/g, '\u00a0'), status: say('status.' + like.status)})))
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

const listOf = id => { const q = questions.get(id); return q && lists.find(l => l.has(q)) }
const rowsOf = list => [...list.rows.children].filter(row => !row.gone)

function choose(id, byHand, follows) {
  chosen = id
  home = follows ? null : listOf(id) ?? null
  if (byHand) {
    moved = []
    anchor = id
    picked = new Set()
    hold([id])
  }
  mark()
}

// stay keeps the choice in its list when somebody else takes the question away: the next one takes its place.
function stay() {
  if (!chosen || !home || listOf(chosen) === home) return
  const rows = [...home.rows.children]
  const at = rows.findIndex(row => row.dataset.id === chosen)
  const near = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0)).reverse()].find(row => !row.gone)
  choose(near?.dataset.id ?? null, false)
  anchor = chosen
}

// pick chooses by a click: with Shift up to here, with Ctrl one more or one less.
function pick(id, e) {
  if (e.shiftKey && anchor) return range(id)
  if (!e.ctrlKey && !e.metaKey) return choose(id, true)
  if (picked.size === 0 && chosen) picked.add(chosen)
  if (!picked.delete(id)) picked.add(id)
  chosen = id
  hold([...picked])
  mark()
}

// range picks what stands between the anchor and a question of the same list.
function range(to) {
  const list = listOf(to)
  if (!list || list !== listOf(anchor)) return choose(to, true)
  const ids = rowsOf(list).map(row => row.dataset.id)
  const [a, b] = [ids.indexOf(anchor), ids.indexOf(to)].sort((x, y) => x - y)
  picked = new Set(ids.slice(a, b + 1))
  chosen = to
  hold([...picked])
  mark()
}

function mark() {
  for (const list of lists) {
    for (const row of list.rows.children) {
      const is = row.dataset.id === chosen && !row.gone
      row.classList.toggle('chosen', is)
      row.classList.toggle('picked', picked.size > 1 && picked.has(row.dataset.id) && !row.gone)
      if (is) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
  }
  together()
}

// together shows what can be done to several at once.
function together() {
  const box = $('picked')
  box.hidden = picked.size < 2
  const version = picked.size + document.documentElement.lang
  if (box.hidden || box.version === version) return
  box.version = version
  box.replaceChildren(make('span', 'digits', say('picked.count', {n: picked.size})))
  for (const key of ['A', 'R', 'V', 'J']) {
    const b = make('button')
    b.append(say(key === 'J' ? 'act.join' : 'act.' + acts[key]), ' ', make('kbd', '', key))
    b.addEventListener('click', () => all(key))
    box.append(b)
  }
}

// all does what a key says to everything that is picked: one act, which one Z takes back. The desk leaves out what another
// moderator is busy with.
function all(key) {
  const ids = [...questions.keys()].filter(id => picked.has(id)) // the oldest first
  if (ids.length < 2) return
  const busy = key === 'J' ? [] : ids.map(id => claimed(questions.get(id))).filter(Boolean)
  picked = new Set()
  mark()
  if (key === 'J') did(ids.slice(1), () => tell('join', {ids: ids.slice(1), into: ids[0]}))
  else did(ids, async () => {
    const done = await tell('move-all', {ids, to: bulk[key]})
    if (done && busy.length) status(say('left-out', {n: busy.length, name: busy[0]}))
    return done
  })
}

function rejectBurst() {
  const ids = [...questions.values()].filter(q => q.status === 'quarantined' && q.why === 'burst').map(q => q.id)
  if (ids.length) did(ids, () => tell('reject-burst', {}))
}

// did notes what is done to several, so that Z finds it, however soon it is pressed.
async function did(ids, doing) {
  const one = {ids, since: newest(ids)}
  moved = [...moved, one]
  if (!await doing()) moved = moved.filter(m => m !== one)
}

const newest = ids => Math.max(...ids.map(id => questions.get(id)?.handled ?? 0))
$('reject-burst').addEventListener('click', rejectBurst)

// tell gives a command and says what became of it.
async function tell(name, body) {
  const {status: code, body: answer} = await command(name, body)
  status(code === 200 ? '' : code ? [answer.error, answer.hint].filter(Boolean).join(' ') : say('unreachable'))
  return code === 200
}

function show() {
  const row = main.querySelector('.question.chosen')
  if (!row) return
  row.focus({preventScroll: true})
  row.scrollIntoView({block: 'nearest'})
}

// step moves the choice up and down in its list; the first press takes the first question of the open list.
function step(by, ranging) {
  const list = listOf(chosen) ?? lists.find(l => l.name === tab)
  const rows = rowsOf(list)
  if (rows.length === 0) return
  const at = rows.findIndex(row => row.dataset.id === chosen)
  const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))
  if (ranging && anchor) range(rows[to].dataset.id)
  else choose(rows[to].dataset.id, true)
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
  if (key === 'Z') return undo(id)
  if (!id || !questions.has(id)) return status(say('choose'))
  // A second press takes over what another moderator is busy with.
  const busy = claimed(questions.get(id))
  if (busy && (insists.key !== key || insists.id !== id)) {
    insists = {key, id}
    return status(say('takeover', {name: busy}))
  }
  insists = {}
  if (busy && !await tell('claim', {ids: [id]})) return
  if (key === 'E') return edit(questions.get(id), status)
  const list = listOf(id)
  const rows = list ? rowsOf(list).map(row => row.dataset.id) : []
  const at = rows.indexOf(id)
  // The next press may come before the desk's answer: what it refers to is settled now, and taken back on a refusal.
  const one = {id}
  const next = id === chosen && at >= 0 ? rows[at + 1] ?? rows[at - 1] ?? null : chosen
  moved = [...moved.filter(m => m.id !== id), one]
  const was = chosen
  choose(next, false)
  if (key === 'V' ? await tell('move-all', {ids: [id], to: 'archived'}) : await tell(acts[key], {id})) {
    if (next) hold([next])
    return
  }
  if (chosen === next) choose(was, false)
  moved = moved.filter(m => m !== one)
}

// undo takes back the last thing that this page did, several questions at once when it was done to several; else the last
// thing that was done to the chosen question.
async function undo(id) {
  const last = moved.at(-1) ?? (id ? {id} : null)
  if (!last) return status(say('choose'))
  moved = moved.filter(m => m !== last)
  if (last.ids) { // the entry is known once the desk has told it
    for (let tries = 0; newest(last.ids) <= last.since && tries < 40; tries++) await sleep(50)
  }
  if (!await tell('restore', last.ids ? {entry: newest(last.ids)} : {id: last.id})) return void (moved = [...moved, last])
  choose(last.id ?? last.ids[0], false, true)
}

function status(text) { put($('status'), text) }

for (const mode of ['active', 'passive', 'none']) $(mode).addEventListener('click', () => tell('moderate', {mode}))

addEventListener('keydown', e => {
  if (e.target.closest('input, textarea, select, dialog')) {
    if (e.key === 'Escape' && e.target === $('find')) {
      $('find').value = sought = ''
      $('find').blur()
      draw()
    }
    return
  }
  if (e.ctrlKey || e.metaKey || e.altKey) return
  const key = e.key.toUpperCase()
  if (e.key === 'ArrowDown') step(1, e.shiftKey)
  else if (e.key === 'ArrowUp') step(-1, e.shiftKey)
  else if (e.key === 'ArrowRight') across(1)
  else if (e.key === 'ArrowLeft') across(-1)
  else if (e.key === 'Escape' && picked.size) choose(chosen, true)
  else if (e.key === '/') $('find').focus()
  else if (e.shiftKey || e.repeat) return
  else if (key === 'X') rejectBurst()
  else if (picked.size > 1 && (bulk[key] || key === 'J')) all(key)
  else if (acts[key]) act(key)
  else return
  e.preventDefault()
})

addEventListener('words', draw)
// A claim that is not renewed runs out without anybody telling.
setInterval(draw, 5000)
