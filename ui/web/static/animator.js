import {$, Countdown, clockText, follow, make, put, say, timeOf} from './watch.js'

const clock = new Countdown($('clock'), $('clockword'))
let wall = null // the show's wall clock, as last told

follow((state, received) => {
  put($('show'), state.title || say('title'))
  wall = {now: state.now, received}
  clock.set(state.on_air, received)
  const on = state.on_air
  put($('slot'), on ? [on.number, on.title].filter(Boolean).join(' · ') : say('nothing.' + state.mode))
  put($('people'), on ? on.people.join(', ') : '')
  $('points-card').hidden = !on || !on.talking_points && !on.notes
  put($('points'), on && on.talking_points || say('nopoints'))
  $('notes-box').hidden = !on || !on.notes
  put($('notes'), on ? on.notes : '')

  const message = $('message')
  message.hidden = !state.message
  put(message, state.message ? say('message', {text: state.message.text}) : '')

  put($('question'), state.question ? state.question.text : say('noquestion'))
  $('question').classList.toggle('none', !state.question)
  fill($('next'), state.next)
  $('next-title').hidden = state.next.length === 0
  $('approved-box').hidden = state.approved.length === 0
  put($('approved-count'), say('approved', {n: state.approved.length}))
  fill($('approved'), state.approved)

  const next = state.standby
  put($('standby'), next ? [next.number, next.title].filter(Boolean).join(' · ') : say('nostandby'))
  put($('standby-more'), next ? [
    timeOf(next.start), next.length_ms === null ? '' : say('length', {m: Math.round(next.length_ms / 60000)}), next.people.join(', '),
  ].filter(Boolean).join(' · ') : '')
})

// fill keeps the elements that stay, so that what a host is reading does not jump.
function fill(list, questions) {
  const rows = new Map([...list.children].map(row => [row.dataset.id, row]))
  for (const q of questions) {
    let row = rows.get(q.id)
    if (!row) {
      row = make('li')
      row.dataset.id = q.id
    }
    rows.delete(q.id)
    put(row, q.text + (q.copies ? ' ×' + (q.copies + 1) : ''))
    if (!row.isConnected) list.append(row)
  }
  for (const row of rows.values()) row.remove()
}

// The time of day where the show is: the desk's own, counted on.
setInterval(() => {
  if (!wall) return
  const [h, m, s] = wall.now.slice(11, 19).split(':').map(Number)
  const seconds = h * 3600 + m * 60 + s + (performance.now() - wall.received) / 1000
  const day = Math.floor(seconds) % 86400
  put($('wall'), (day < 36000 && day >= 3600 ? '0' : '') + (day < 3600 ? '00:' : '') + clockText(day))
}, 250)
