// watch.js is what every page shares: coming in with a key, following the desk, and counting by itself.
// Texts from the desk only ever go through textContent.

import {say} from './say.js'
import {introduce, told} from './shell.js'

export {say}

const {role, build, watch: watched} = document.body.dataset

export const $ = id => document.getElementById(id)

// put sets a text and leaves the page alone when it is there already, so that nothing is read out twice.
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text
}

export function make(tag, className = '', text = '') {
  const e = document.createElement(tag)
  if (className) e.className = className
  if (text) e.textContent = text
  return e
}

export const sleep = ms => new Promise(done => setTimeout(done, ms))

// wakeOrAfter waits, but a phone that finds its network again, or is looked at again, tries at once.
export function wakeOrAfter(ms) {
  return new Promise(done => {
    const wake = () => {
      clearTimeout(timer)
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', seen)
      done()
    }
    const seen = () => { if (!document.hidden) wake() }
    const timer = setTimeout(wake, ms)
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', seen)
  })
}

// backoff grows from half a second to 8, with jitter: two thousand phones must not come back in one instant.
const backoff = tries => Math.min(8000, 500 * 2 ** tries) * (0.5 + Math.random())

// post sends a body to the desk. It gives {status, body}; status 0 is "nobody answered".
export async function post(path, body, within = 30000) {
  try {
    const r = await fetch(path, {
      method: 'POST', cache: 'no-store', body: JSON.stringify(body),
      headers: {'Content-Type': 'application/json', 'X-Regie-Role': role, ...called()},
      signal: AbortSignal.timeout ? AbortSignal.timeout(within) : undefined,
    })
    const retry = Number(r.headers.get('Retry-After')) || 0
    return {status: r.status, retry, body: await r.json().catch(() => ({}))}
  } catch {
    return {status: 0, retry: 0, body: {}}
  }
}

// called is the name by which a moderator wants to be known to the others.
function called() {
  if (role !== 'moderator') return {}
  try { return {'X-Regie-Name': encodeURIComponent(localStorage.getItem('regie-name') ?? '')} } catch { return {} }
}

export const command = (name, body = {}, within) => post('/api/do/' + name, body, within)

// enter swaps the key in this page's address for a cookie, and takes it out of the address. A key for another page
// leads there.
async function enter() {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const query = new URLSearchParams(location.search)
  const key = fragment.get('key') || query.get('key')
  if (!key) return true
  for (let tries = 0; ; tries++) {
    const {status, body} = await post('/api/enter', {key, page: location.pathname, me: fragment.get('me') ?? ''})
    if (status === 200 || status === 401) {
      query.delete('key')
      const rest = query.toString()
      history.replaceState(null, '', location.pathname + (rest ? '?' + rest : ''))
      if (status === 401) return refused(body)
      if (body.page && body.page !== location.pathname) {
        location.replace(body.page)
        return false
      }
      return true
    }
    if (status >= 400 && status < 500) return refused(body)
    link('lost')
    await wakeOrAfter(backoff(tries))
  }
}

// ---- How old what is shown is: always known, said as soon as it matters. ----

let stand = 'connecting' // connecting, live, lost, refused
let heard = performance.now()
let refusal = ''

function link(now) {
  if (stand === 'refused' && now === 'lost') return
  stand = now
  tellLink()
  dispatchEvent(new Event('link'))
}

function refused(body) {
  refusal = [body.error, body.hint].filter(Boolean).join(' ')
  link('refused')
  return false
}

// A heartbeat comes every 15 seconds; one that is late by 5 makes the news old, one by 10 makes it lost.
const lateAfter = 20000, lostAfter = 25000

function tellLink() {
  const box = $('link')
  const age = Math.round((performance.now() - heard) / 1000)
  document.body.dataset.link = stand
  const old = stand === 'live' && performance.now() - heard > lateAfter
  put(box, stand === 'refused' ? refusal
    : stand === 'connecting' ? say('connecting')
    : stand === 'lost' ? say('lost', {age: ageText(age)})
    : old ? say('old', {age: ageText(age)}) : say('live'))
  // The age changes every second: what is read aloud is only that the line went, and that it came back.
  put($('link-said'), stand === 'refused' ? refusal : stand === 'lost' ? say('lost.said') : '')
}

export function ageText(seconds) {
  if (seconds < 60) return say('seconds', {s: seconds})
  if (seconds < 3600) return say('minutes', {m: Math.floor(seconds / 60)})
  return say('hours', {h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60) % 60})
}

// A page that nobody looks at lets its line go after this long, and is back as soon as it is seen: a browser opens few
// lines to one desk, and a phone in a pocket has better things to do.
const unseenAfter = 5000

// follow calls show(state, received) for the present and then for every change; received is performance.now().
// It comes back by itself, for ever, until the desk says that this link is not valid.
// A patient page keeps its line when nobody looks.
export async function follow(show, {patient = false} = {}) {
  setInterval(tellLink, 1000)
  let drawn = null
  const draw = () => {
    try {
      if (drawn) show(...drawn)
    } catch (mistake) {
      console.error(mistake) // the page's own: the line to the desk is not to blame
    }
  }
  addEventListener('words', () => { tellLink(); draw() })
  if (!await enter()) return
  let last = ''
  for (let tries = 0; ;) {
    if (!patient) await seen()
    const stop = new AbortController()
    // performance.now() stands still while some machines sleep: a jump against the calendar means that we slept.
    let wall = Date.now(), steady = performance.now(), silent = steady, looked = steady
    const watchman = setInterval(() => {
      const slept = Math.abs((Date.now() - wall) - (performance.now() - steady)) > 2000
      wall = Date.now()
      steady = performance.now()
      if (!document.hidden) looked = steady
      if (slept || steady - silent > lostAfter || !patient && steady - looked > unseenAfter) stop.abort()
    }, 1000)
    try {
      const headers = {'X-Regie-Role': role, ...await introduce()}
      if (last) headers['Last-Event-ID'] = last
      const r = await fetch(watched, {headers, cache: 'no-store', signal: stop.signal})
      if (r.status >= 400 && r.status < 500 && r.status !== 429) {
        clearInterval(watchman)
        refused(await r.json().catch(() => ({})))
        return
      }
      // The desk is a newer one than this page was made by.
      if (r.ok && r.headers.get('X-Regie-Build') !== build && !reloadedFor(r.headers.get('X-Regie-Build'))) {
        location.reload()
        return
      }
      if (r.ok) {
        let event = ''
        for await (const line of lines(r.body, () => { silent = heard = performance.now() })) {
          if (line === '') event = ''
          else if (line.startsWith('event:')) event = line.slice(6).trim()
          else if (line.startsWith('id:')) last = line.slice(3).trim()
          else if (line.startsWith('data:') && event === 'page') told(JSON.parse(line.slice(5)))
          else if (line.startsWith('data:') && event === '') {
            tries = 0
            link('live')
            drawn = [JSON.parse(line.slice(5)), performance.now()]
            draw()
          }
        }
      }
    } catch {
      // Cut lines and ended waits come here, and are tried again.
    }
    clearInterval(watchman)
    link('lost')
    await wakeOrAfter(backoff(tries++))
  }
}

// seen waits until somebody looks at the page.
const seen = () => new Promise(done => {
  if (!document.hidden) return done()
  document.addEventListener('visibilitychange', function look() {
    if (document.hidden) return
    document.removeEventListener('visibilitychange', look)
    done()
  })
})

// reloadedFor says whether this tab was loaded again for a build already: something between us and the desk may keep old
// pages, and then an old page is better than one that loads for ever.
function reloadedFor(now) {
  try {
    if (sessionStorage.getItem('regie-build') === now) return true
    sessionStorage.setItem('regie-build', now)
    return false
  } catch { return true }
}

async function* lines(body, hear) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const {done, value} = await reader.read()
    if (done) return
    hear()
    const parts = (rest + decoder.decode(value, {stream: true})).split('\n')
    rest = parts.pop()
    yield* parts
  }
}

// ---- Time ----

// keepTime draws again and again: just behind the second that draw says is the next to end, in ms, and every 100 ms at least.
// Evenly spaced, each second would be shown as late as the first one happened to be.
function keepTime(draw) {
  const again = () => setTimeout(again, Math.min(100, draw() ?? 100) + 1)
  again()
}

// toSecond is how long it takes until ms of a count upwards make the next whole second.
const toSecond = ms => 1000 - ((ms % 1000) + 1000) % 1000

// Countdown draws a slot's clock into two elements: digits, and a word that says the same as the colour.
export class Countdown {
  constructor(digits, word) {
    this.digits = digits
    this.word = word
    this.on = null
    keepTime(() => this.draw())
  }

  // set takes a state's on_air, and performance.now() at which it came.
  set(on, received) {
    this.on = on
    this.received = received
    this.draw()
  }

  draw() {
    if (!this.on) {
      put(this.digits, '')
      put(this.word, '')
      document.body.dataset.clock = 'none'
      return
    }
    const passed = this.on.held ? 0 : (performance.now() - this.received) * (this.on.rate ?? 1)
    const untimed = this.on.left_ms === null
    const left = untimed ? this.on.elapsed_ms + passed : this.on.left_ms - passed
    const kind = this.on.held ? 'held' : untimed ? 'open' : left <= 0 ? 'over' : this.on.warn_ms !== null && left <= this.on.warn_ms ? 'warn' : 'normal'
    // A countdown shows 0:00 when nothing is left, not a second earlier; time that is over counts up from there.
    const seconds = untimed || left <= 0 ? Math.floor(Math.abs(left) / 1000) : Math.ceil(left / 1000)
    const text = (left <= 0 && !untimed && seconds > 0 ? '+' : '') + clockText(seconds)
    put(this.digits, text)
    this.digits.style.setProperty('--chars', Math.max(5, text.length))
    put(this.word, say('clock.' + kind))
    document.body.dataset.clock = kind
    return this.on.held || this.on.rate > 1 ? undefined : toSecond(untimed ? left : -left)
  }
}

export function clockText(seconds) {
  const two = n => String(n).padStart(2, '0')
  const h = Math.floor(seconds / 3600), m = Math.floor(seconds / 60) % 60
  return h ? h + ':' + two(m) + ':' + two(seconds % 60) : two(m) + ':' + two(seconds % 60)
}

// timeOf is the "19:30" of an instant as the desk wrote it: in the show's time zone, wherever this page is read.
export const timeOf = instant => instant ? instant.slice(11, 16) : ''

// Wall draws the time of day where the show is: the desk's own, counted on.
export class Wall {
  constructor(element) {
    this.element = element
    this.now = null
    keepTime(() => this.draw())
  }

  // rate is how fast the desk's clock goes: a rehearsal may be in a hurry.
  set(now, received, rate = 1) {
    this.now = now
    this.received = received
    this.rate = rate
    this.draw()
  }

  draw() {
    if (!this.now) return
    const [h, m, s] = this.now.slice(11, 23).split(':').map(Number) // the seconds with their thousandths
    const exact = h * 3600 + m * 60 + s + (performance.now() - this.received) * this.rate / 1000
    const day = Math.floor(exact) % 86400
    const two = n => String(n).padStart(2, '0')
    put(this.element, [Math.floor(day / 3600), Math.floor(day / 60) % 60, day % 60].map(two).join(':'))
    return this.rate > 1 ? undefined : toSecond(exact * 1000)
  }
}

// delayText says how late or early a show is, to the second; nothing where its sheet has no times.
export function delayText(late) {
  if (late === null) return ''
  const seconds = Math.round(Math.abs(late) / 1000)
  return seconds === 0 ? say('ontime') : say(late > 0 ? 'late' : 'early', {time: clockText(seconds)})
}

// lengthText is a slot's length as people write it.
export function lengthText(length) {
  if (length === null) return ''
  const seconds = Math.round(length / 1000)
  if (seconds < 60) return say('seconds', {s: seconds})
  if (seconds < 3600) return seconds % 60 ? clockText(seconds) : say('minutes', {m: seconds / 60})
  return say('hours', {h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60) % 60})
}
