import {Front} from './front.js'
import {Standing, when} from './plan.js'
import {$, Countdown, Wall, ageText, follow, lengthText, make, put, say, timeOf} from './watch.js'

// Everything that the desk knows, for staff elsewhere; nothing here can be pressed.

const clock = new Countdown($('clock'), $('clockword'))
const wall = new Wall($('wall'))
const standing = new Standing($('late'), $('ends'))
const front = new Front()
const used = timer => timer.running || timer.shown_ms !== (timer.direction === 'up' ? 0 : timer.length_ms)
const signs = {ahead: '', standby: '◎', 'on-air': '▶', done: '✓', skipped: '–', dropped: '✕'}
let state = null, at = 0

const named = slot => slot ? [slot.number, slot.title].filter(Boolean).join(' · ') : ''

follow((now, received) => {
  state = now
  at = received
  document.body.dataset.mode = now.mode
  put($('show'), [now.room?.room, now.title].filter(Boolean).join(' · ') || say('title'))
  put($('mode'), now.run.rate > 1 ? say('rehearsal.fast', {n: now.run.rate}) : say('mode.' + now.mode))
  front.set({...now, timers: now.timers.filter(used)}, received)
  $('dark').hidden = !now.blackout
  standing.set(now)
  wall.set(now.now, received, now.run.rate)
  clock.set(now.on_air, received)
  put($('slot'), named(now.on_air) || say('nothing.' + now.mode))
  put($('standby'), named(now.standby) || say('nostandby'))
  when($('standby-more'), now.standby, now.standby ? [lengthText(now.standby.length_ms), now.standby.scene && say('scene', {scene: now.standby.scene})] : [])
  $('message').hidden = !now.message
  put($('message'), now.message ? say('message', {text: now.message.text}) : '')
  const alarm = now.journal.late ? say('alarm.journal') : now.obs.link === 'lost' ? say('alarm.obs') : now.obs.drifted ? say('alarm.drifted', {scene: now.obs.scene ?? ''}) : ''
  $('alarm').hidden = !alarm
  put($('alarm'), alarm)
  $('table').hidden = now.slots.length === 0
  $('nosheet').hidden = now.slots.length > 0
  rows(now.slots)
  ages()
})

// ages are what grows without any news.
function ages() {
  if (!state) return
  const passed = performance.now() - at
  const {obs, journal} = state
  const age = obs.age_ms === null ? '' : ageText(Math.max(0, Math.round((obs.age_ms + passed) / 1000)))
  sign('obs', [say('link.' + obs.link), obs.scene ? say('scene', {scene: obs.scene}) : '', age && say('ago', {age})].filter(Boolean).join(' · '), !['ready', 'off'].includes(obs.link))
  sign('journal', journal.waiting ? say('unwritten', {n: journal.waiting}) : say('written'), journal.waiting > 0)
  const count = {}
  for (const q of state.questions) count[listOf(q)] = (count[listOf(q)] ?? 0) + 1
  const told = ['incoming', 'quarantined', 'approved', 'next', 'on-air', 'answered', 'rejected'].filter(s => count[s])
  sign('questions', told.map(s => say('count.' + s, {n: count[s]}).replaceAll(' ', '\u00a0')).join(', ') || say('noquestions'), false)
}
setInterval(ages, 1000)

// listOf is the moderators' list that a question stands in: what is held for another reason than a burst is read with the new ones.
const listOf = q => q.status === 'quarantined' && q.why !== 'burst' ? 'incoming' : q.status

function sign(id, text, bad) {
  put($(id), (bad ? '▲ ' : '') + text)
  $(id).dataset.bad = bad
}

// rows keeps the elements that stay; what a row shows is compared, since most rows stay as they are.
function rows(slots) {
  const body = $('rows')
  const there = new Map([...body.children].map(row => [row.dataset.id, row]))
  let before = null
  for (const slot of slots) {
    let row = there.get(slot.id)
    there.delete(slot.id)
    if (!row) {
      row = make('tr')
      row.dataset.id = slot.id
      for (const name of ['number', 'stage', 'planned', 'real', 'end', 'length', 'title', 'scene']) row.append(make('td', name))
    }
    const place = before ? before.nextSibling : body.firstChild
    if (row !== place) body.insertBefore(row, place)
    before = row
    const planned = timeOf(slot.planned_start), real = timeOf(slot.start), plannedEnd = timeOf(slot.planned_end), end = timeOf(slot.end)
    const version = [slot.number, slot.stage, planned, real, slot.started, plannedEnd, end, slot.ended, slot.length_ms, slot.title, slot.scene, document.documentElement.lang].join('\n')
    if (row.version === version) continue
    row.version = version
    row.dataset.stage = slot.stage
    const [number, stage, plan, when, until, length, title, scene] = row.children
    put(number, slot.number)
    put(stage, [signs[slot.stage], say('stage.' + slot.stage)].filter(Boolean).join(' '))
    plan.replaceChildren(planned && planned !== real ? make('s', '', planned) : planned)
    when.replaceChildren(...(planned && planned !== real ? [make('s', 'narrow', planned)] : []), real + (slot.started ? ' ' + say('actual') : ''))
    until.replaceChildren(...(plannedEnd && plannedEnd !== end ? [make('s', '', plannedEnd), ' '] : []), end + (slot.ended ? ' ' + say('actual') : ''))
    put(length, lengthText(slot.length_ms))
    put(title, slot.title)
    put(scene, slot.scene ?? '')
  }
  for (const row of there.values()) row.remove()
}
