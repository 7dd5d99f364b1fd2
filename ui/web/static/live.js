import {$, clockText, follow, put, say, timeOf} from './watch.js'

// The one public link. The stream opens in a tab beside this page, which stays and moves that tab when the stream moves.

let player = null
let address = null // where the stream was when it was last told; null before anything was
let starts = null  // {left, received} while the show has not begun

follow(now => {
  const received = performance.now()
  put($('show'), now.title || say('title'))
  $('notice').hidden = !now.notice
  put($('notice'), now.notice)
  starts = now.starts ? {left: now.starts_in_ms, received} : null
  put($('when'), now.mode === 'closed' ? say('closed')
    : now.on_air ? say('onair', {title: now.on_air.title})
    : now.starts ? say('starts', {time: timeOf(now.starts)}) : say('soon'))
  $('watch').hidden = !now.address
  put($('where'), now.address ? new URL(now.address).host : now.mode === 'closed' ? '' : say('nowhere'))
  $('stay').hidden = now.mode === 'closed'
  if (now.address) $('watch').href = now.address
  if (address !== null && now.address && now.address !== address) move(now.address)
  address = now.address
  draw()
}, {patient: true})

$('watch').addEventListener('click', event => {
  event.preventDefault()
  // Opened by us, and so ours to move. Where the platform cuts that bond, a person is asked to press again.
  player = open(address, 'regie-live')
  if (!player) location.assign(address)
  $('moved').hidden = true
})

// move takes the player along; where the browser does not let it, a person is asked to press once more.
function move(to) {
  let taken = false
  try {
    if (player && !player.closed) {
      player.location.href = to
      taken = true
    }
  } catch { /* the tab has gone its own way */ }
  $('moved').hidden = false
  put($('moved'), say(taken ? 'moved.taken' : 'moved'))
}

function draw() {
  const left = starts ? starts.left - (performance.now() - starts.received) : -1
  const text = left > 0 ? clockText(Math.ceil(left / 1000)) : ''
  put($('starts'), text)
  $('starts').style.setProperty('--chars', Math.max(5, text.length))
}
setInterval(draw, 250)
