import {$, clockText, make, put, say} from './watch.js'

// What the pages in front share beside the clock: that this is a rehearsal, the spare timers, the flash and the blackout.

// rehearsed says that this is a rehearsal, and how fast it goes.
export function rehearsed(run) {
  const mark = $('mark')
  if (!mark) return // the mode is said anyway
  mark.hidden = run.kind !== 'rehearsal'
  put(mark, mark.hidden ? '' : run.rate > 1 ? say('rehearsal.fast', {n: run.rate}) : say('rehearsal'))
}

export class Front {
  constructor() {
    this.state = null
    this.flashes = null
    setInterval(() => this.draw(), 100)
  }

  set(state, received) {
    this.state = state
    this.received = received
    rehearsed(state.run)
    document.body.dataset.blackout = state.blackout
    document.body.dataset.flash = state.flash_left_ms !== null
    clearTimeout(this.flashes)
    if (state.flash_left_ms !== null) {
      // Nobody tells when a flash is over.
      this.flashes = setTimeout(() => { document.body.dataset.flash = false }, state.flash_left_ms)
    }
    const list = $('timers')
    list.hidden = state.timers.length === 0
    while (list.children.length > state.timers.length) list.lastChild.remove()
    while (list.children.length < state.timers.length) {
      const row = make('li')
      row.append(make('span', 'name'), make('b', 'digits'))
      list.append(row)
    }
    state.timers.forEach((timer, i) => put(list.children[i].firstChild, timer.title || say('timer', {n: timer.timer})))
    this.draw()
  }

  draw() {
    if (!this.state) return
    const passed = (performance.now() - this.received) * this.state.run.rate
    this.state.timers.forEach((timer, i) => {
      const up = timer.direction === 'up'
      const shown = timer.shown_ms + (timer.running ? (up ? passed : -passed) : 0)
      const over = !up && shown <= 0
      const seconds = up || over ? Math.floor(Math.abs(shown) / 1000) : Math.ceil(shown / 1000)
      const row = $('timers').children[i]
      row.dataset.over = over
      row.dataset.running = timer.running
      put(row.lastChild, (timer.running ? '' : '■ ') + (over ? '▲ ' : '') + (over && seconds > 0 ? '+' : '') + clockText(seconds))
    })
  }
}
