import {command} from './watch.js'

// Who is busy with what. A page says what its moderator has chosen, and says it again while that stays so; whoever goes
// away lets go by saying nothing. Nobody is stopped for good: a second press takes a question over.

const again = 25000 // a claim holds for a minute
const quiet = 400   // running through a list with the arrows claims nothing
const idle = 90000  // nobody at the keys: what is chosen is nobody's

let who = ''
let ids = []
let held = []
let touched = 0
let timer

// learn asks how the desk calls this browser, so that its own claims are not shown to it, and draws again when that is
// known. The browser has a name from the moment it is let in: asked sooner, it would be nobody for good.
export async function learn(draw) {
  if (who) return
  try {
    const r = await fetch('/api/me', {cache: 'no-store'})
    if (r.ok) who = (await r.json()).who
    draw()
  } catch { /* asked again with the next news */ }
}

export const mine = q => q.claim?.who === who

// claimed is the name of the other moderator who is busy with a question, "" for none.
export function claimed(q) {
  if (!q?.claim || mine(q)) return ''
  return q.claim.name || '?'
}

// hold says that these are chosen now.
export function hold(now) {
  ids = now.filter(Boolean)
  touched = performance.now()
  clearTimeout(timer)
  timer = setTimeout(say, quiet)
}

function say() {
  clearTimeout(timer)
  if (performance.now() - touched > idle) ids = []
  if (ids.length || held.length) command('claim', {ids})
  held = ids
  if (ids.length) timer = setTimeout(say, again)
}

for (const sign of ['keydown', 'pointerdown']) addEventListener(sign, () => { touched = performance.now() })
