import {$, command, make, put, say, sleep} from './watch.js'

// The questions that can be voted for. The list is asked for every few seconds while the page is looked at: votes change
// too often to be told to everybody one by one. What this browser voted for is kept here to be shown; the desk counts a
// device once whatever is shown.

const every = 5000
let open = false   // the show takes votes
let turn = 0       // counts the loops, so that an old one ends
let votes = read()

function read() {
  try { return new Set(JSON.parse(localStorage.getItem('regie-votes')) ?? []) } catch { return new Set() }
}

function write() {
  try { localStorage.setItem('regie-votes', JSON.stringify([...votes])) } catch { /* shown until the page is closed */ }
}

// openFor begins to follow the list, or stops.
export function openFor(now) {
  if (now === open) return
  open = now
  turn++
  if (open) follow(turn)
  else $('open-section').hidden = true
}

async function follow(mine) {
  while (mine === turn) {
    if (!document.hidden) await look()
    await sleep(every * (0.8 + 0.4 * Math.random()))
  }
}

async function look() {
  try {
    const r = await fetch('/api/questions/open', {cache: 'no-store', headers: {'X-Regie-Role': document.body.dataset.role}})
    if (r.ok) draw((await r.json()).questions)
  } catch { /* the next look will tell */ }
}

// draw keeps each question in its place: one that is gone leaves, new ones come at the end.
function draw(list) {
  $('open-section').hidden = list.length === 0
  const rows = new Map([...$('open').children].map(row => [row.dataset.id, row]))
  for (const q of list) {
    let row = rows.get(q.id)
    if (!row) {
      row = make('li')
      row.dataset.id = q.id
      const button = make('button', 'vote')
      button.type = 'button'
      button.append(make('span', '', '▲'), make('span', 'digits'))
      button.addEventListener('click', () => vote(row))
      row.append(make('p', 'asked', q.text), button)
      $('open').append(row)
    }
    rows.delete(q.id)
    put(row.firstChild, q.text)
    row.votes = q.votes
    show(row)
  }
  for (const row of rows.values()) row.remove()
}

function show(row) {
  const button = row.lastChild
  button.setAttribute('aria-pressed', votes.has(row.dataset.id))
  put(button.lastChild, String(row.votes))
  button.setAttribute('aria-label', say('vote', {n: row.votes}))
}

async function vote(row) {
  const id = row.dataset.id
  const had = votes.has(id)
  set(row, !had)
  const {status, body} = await command(had ? 'unvote' : 'vote', {id})
  if (status === 200) return look()
  set(row, had)
  put($('answer'), status ? [body.error, body.hint].filter(Boolean).join(' ') : say('unreachable'))
}

function set(row, on) {
  if (on) votes.add(row.dataset.id)
  else votes.delete(row.dataset.id)
  write()
  show(row)
}

addEventListener('words', () => { for (const row of $('open').children) show(row) })
