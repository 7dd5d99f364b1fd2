import {rehearsed} from './front.js'
import {Standing, when} from './plan.js'
import {$, Countdown, Wall, command, follow, lengthText, put, say} from './watch.js'

// The operator's phone. A press says what was on the screen when the finger came down; the desk refuses it when the show
// has moved on. It is locked until somebody means it, and again when it is put away.

// Nobody means two presses within this time, nor has read what changed within the other.
const twice = 1000, unread = 500
// Going live is asked once: the press that begins the show is confirmed within this time.
const confirmed = 10 * 1000
// Left alone this long, it locks itself.
const idle = 3 * 60 * 1000

const clock = new Countdown($('clock'), $('clockword'))
const wall = new Wall($('wall'))
const standing = new Standing($('late'), $('ends'))
let state = null
let changed = 0      // when what a press would do last became something else
let does = ''
let locked = true
let pressed = -twice // when the last press was taken
let waiting = false
let meant = -Infinity // when going live was last asked about
let touched = performance.now()

const named = slot => slot ? [slot.number, slot.title].filter(Boolean).join(' · ') : ''

follow((now, received) => {
  state = now
  const next = [now.on_air?.id, now.on_air?.held, now.standby?.id].join()
  if (next !== does) changed = performance.now()
  does = next
  put($('show'), [now.room?.room, now.title].filter(Boolean).join(' · ') || say('title'))
  rehearsed(now.run)
  wall.set(now.now, received, now.run.rate)
  clock.set(now.on_air, received)
  put($('slot'), named(now.on_air) || say('nothing.' + now.mode))
  standing.set(now)
  put($('to'), named(now.standby) || say('nostandby'))
  when($('when'), now.standby, now.standby ? [lengthText(now.standby.length_ms)] : [])
  put($('hold'), say(now.on_air?.held ? 'resume' : 'hold'))
  $('hold').setAttribute('aria-pressed', !!now.on_air?.held)
  const alarm = now.journal.late ? say('alarm.journal') : now.obs.link === 'lost' ? say('alarm.obs') : now.obs.drifted ? say('alarm.drifted', {scene: now.obs.scene ?? ''}) : ''
  $('alarm').hidden = !alarm
  put($('alarm'), alarm)
  enable()
})
addEventListener('link', enable)

function enable() {
  const able = state && !locked && !waiting && document.body.dataset.link === 'live'
  $('go').disabled = !able || !state.standby
  for (const id of ['minus', 'hold', 'plus']) $(id).disabled = !able || !state.on_air
}

// ---- Pressing ----

// seen is the state that the finger came down on: a click that follows is about that one.
let seen = null
for (const button of document.querySelectorAll('.controls button')) {
  button.addEventListener('pointerdown', () => { seen = {state, at: performance.now()} })
  button.addEventListener('click', event => press(button.id, event.detail > 0 && seen ? seen : {state, at: performance.now()}))
}

const acts = {
  go: s => ['go', {from: s.on_air?.id ?? '', to: s.standby.id}],
  hold: s => [s.on_air.held ? 'resume' : 'hold', {slot: s.on_air.id}],
  plus: s => ['add-time', {slot: s.on_air.id, by_ms: 60000}],
  minus: s => ['add-time', {slot: s.on_air.id, by_ms: -60000}],
}

async function press(what, {state: was, at}) {
  touched = performance.now()
  if (locked || waiting) return
  if (at - pressed < twice) return tell(say('twice'))
  if (at >= changed && at - changed < unread) return tell(say('unread'))
  if (what === 'go' && !was.on_air && ['preparation', 'closed'].includes(was.mode)) {
    const late = at - meant > confirmed
    if (late) meant = at
    if (late || at - meant < twice) return tell(say('live.again'))
    meant = -Infinity
  }
  pressed = at
  const [name, body] = acts[what](was)
  waiting = true
  enable()
  const {status, body: answer} = await command(name, body, 5000)
  waiting = false
  enable()
  navigator.vibrate?.(status === 200 ? 40 : [60, 60, 60])
  tell(status === 200 ? say('done.' + name, {slot: named(was.standby)})
    : status ? [answer.error, answer.hint].filter(Boolean).join(' ') : say('unreachable'))
}

function tell(text) { put($('answer'), text) }

// ---- The lock ----

const slider = $('unlock')
let from = null

slider.addEventListener('pointerdown', event => {
  // The gesture begins at its grip, or a thumb that lands anywhere would be half way.
  const box = slider.getBoundingClientRect()
  if (event.clientX - box.left > 90) return
  from = event.clientX
  slider.setPointerCapture(event.pointerId)
})
slider.addEventListener('pointermove', event => {
  if (from === null) return
  slider.style.setProperty('--far', far(event))
})
slider.addEventListener('pointerup', event => {
  if (from === null) return
  if (far(event) > .85) lock(false)
  from = null
  slider.style.setProperty('--far', 0)
})
slider.addEventListener('pointercancel', () => {
  from = null
  slider.style.setProperty('--far', 0)
})

const far = event => Math.max(0, Math.min(1, (event.clientX - from) / (slider.clientWidth - 90)))

// Who cannot slide, with a keyboard or a screen reader, says it twice.
let asked = -Infinity
slider.addEventListener('click', event => {
  if (event.detail > 0) return
  if (performance.now() - asked < 5000) return lock(false)
  asked = performance.now()
  tell(say('unlock.again'))
})
$('shut').addEventListener('click', () => lock(true))

function lock(shut) {
  locked = shut
  touched = performance.now()
  slider.hidden = !shut
  $('shut').hidden = shut
  tell(say(shut ? 'locked' : 'unlocked'))
  enable()
  ;(shut ? slider : $('shut')).focus({preventScroll: true})
}

document.addEventListener('visibilitychange', () => { if (document.hidden && !locked) lock(true) })
setInterval(() => { if (!locked && performance.now() - touched > idle) lock(true) }, 1000)
