// plan.js says how the show stands to its sheet: late or early, when it ends, when the next slot begins.

import {clockText, delayText, make, put, say, timeOf} from './watch.js'

// The lateness that this reader wants: against the sheet, or since the show really began.
let since = false
try { since = localStorage.getItem('regie-late') === 'since' } catch { /* it begins with the sheet's */ }

// Standing draws how the show stands: the lateness, in a button that changes what it is counted from, and the ends that matter.
export class Standing {
  constructor(late, ends) {
    this.late = late
    this.ends = ends
    this.state = null
    late.addEventListener('click', () => {
      since = !since
      try { localStorage.setItem('regie-late', since ? 'since' : 'sheet') } catch { /* until the page is left */ }
      if (this.state) this.set(this.state)
    })
    addEventListener('words', () => { if (this.state) this.set(this.state) })
  }

  set(state) {
    this.state = state
    const late = delayText(since ? state.late_since_start_ms : state.late_ms)
    this.late.hidden = !late
    this.late.title = since ? say('late.to.sheet') : say('late.to.start')
    put(this.late, !late ? say('ontime') : since ? say('late.since', {late}) : late)
    const past = state.past_end_by_ms
    const end = state.expected_end ? say('end', {time: timeOf(state.expected_end)}) : ''
    const by = !state.end_by ? '' : past > 0 ? say('end.past', {by: timeOf(state.end_by), time: clockText(Math.round(past / 1000))}) : say('end.by', {by: timeOf(state.end_by)})
    const group = !state.group_end ? '' : state.group_by ? say('group.by', {time: timeOf(state.group_end), by: timeOf(state.group_by)}) : say('group.end', {time: timeOf(state.group_end)})
    put(this.ends, [end, by, group].filter(Boolean).join(' · '))
    this.ends.dataset.bad = past > 0
  }
}

// when is the expected start of a slot, with the planned one struck through beside it where they differ, and what else is
// said of the slot.
export function when(element, slot, more = []) {
  const planned = slot ? timeOf(slot.planned_start) : '', start = slot ? timeOf(slot.start) : ''
  const rest = more.filter(Boolean).join(' · ')
  element.replaceChildren(...(planned && planned !== start ? [make('s', '', planned), ' '] : []), [start, rest].filter(Boolean).join(' · '))
}
