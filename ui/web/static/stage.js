import {Front} from './front.js'
import {$, Countdown, follow, put, say} from './watch.js'

const clock = new Countdown($('clock'), $('clockword'))
const front = new Front()

follow((state, received) => {
  document.title = state.title + ' · Régie'
  clock.set(state.on_air, received)
  front.set(state, received)
  put($('slot'), (state.on_air ? state.on_air.title : state.title) || say('title'))
  tell($('message'), state.message)
  tell($('question'), state.question)
})

function tell(box, said) {
  box.hidden = !said
  put(box, said ? said.text : '')
  box.dataset.long = !!said && said.text.length > 80
}
