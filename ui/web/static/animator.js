import {Front} from './front.js'
import {Standing, when} from './plan.js'
import {$, Countdown, Wall, follow, lengthText, make, put, say} from './watch.js'

const clock = new Countdown($('clock'), $('clockword'))
const front = new Front()
const wall = new Wall($('wall'))
const standing = new Standing($('late'), $('ends'))

follow((state, received) => {
  put($('show'), state.title || say('title'))
  wall.set(state.now, received, state.run.rate)
  clock.set(state.on_air, received)
  front.set(state, received)
  standing.set(state)
  $('dark').hidden = !state.blackout
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

  remind(state.reminder)

  put($('question'), state.question ? state.question.text : say('noquestion'))
  $('question').classList.toggle('none', !state.question)
  fill($('next'), state.next)
  $('next-title').hidden = state.next.length === 0
  $('approved-box').hidden = state.approved.length === 0
  put($('approved-count'), say('approved', {n: state.approved.length}))
  fill($('approved'), state.approved)

  const next = state.standby
  put($('standby'), next ? [next.number, next.title].filter(Boolean).join(' · ') : say(on ? 'nostandby' : 'nonext'))
  when($('standby-more'), next, next ? [lengthText(next.length_ms), next.people.join(', ')] : [])
})

// remind shows a reminder until its minute is over.
let forgotten
function remind(reminder) {
  clearTimeout(forgotten)
  $('reminder').hidden = !reminder
  put($('reminder'), reminder ? say('reminder', {text: [reminder.text, reminder.title].filter(Boolean).join(' · ')}) : '')
  if (reminder) forgotten = setTimeout(() => { $('reminder').hidden = true }, reminder.left_ms)
}

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
