import {$, follow, put} from './watch.js'

// overlay.js is a picture over a stream: it shows what is on air or nothing, never a word about itself. The address says
// how it looks: ?show=question,name &theme=dark|light|plain &css=NAME &side=top|middle|bottom &align=left|center|right
// &ink= &plate= &accent= (hexadecimal colours) &size=0.5…3.

const body = document.body
const wish = new URLSearchParams(location.search)
const one = (name, ...among) => among.includes(wish.get(name)) ? wish.get(name) : among[0]
const shows = (wish.get('show') ?? 'question').split(',')

body.dataset.theme = one('theme', 'dark', 'light', 'plain')
body.dataset.side = one('side', 'bottom', 'middle', 'top')
body.dataset.align = one('align', 'center', 'left', 'right')
for (const name of ['ink', 'plate', 'accent']) {
  if (/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(wish.get(name) ?? '')) body.style.setProperty('--o-' + name, '#' + wish.get(name))
}
const size = Number(wish.get('size'))
if (size >= 0.5 && size <= 3) body.style.setProperty('--o-size', size)
if (/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,60}$/u.test(wish.get('css') ?? '')) {
  const theme = document.createElement('link')
  theme.rel = 'stylesheet'
  theme.href = `/overlay/theme/${encodeURIComponent(wish.get('css'))}.css`
  theme.addEventListener('load', fit)
  document.head.append(theme)
}

let shown = ''

follow(state => {
  const q = shows.includes('question') ? state.question : null
  const people = shows.includes('name') ? state.people.join(' · ') : ''
  if (q) {
    put($('question'), q.text)
    put($('author'), q.author ?? '')
    $('author').hidden = !q.author
    if (shown !== q.id + q.text) fit()
  }
  shown = q ? q.id + q.text : '' // an empty plate keeps its text while it fades
  $('plate').dataset.shown = !!q
  if (people) put($('lower'), people)
  $('lower').dataset.shown = !!people
})

// fit makes a long text smaller until all of it is in the picture.
function fit() {
  const plate = $('plate')
  const fits = scale => {
    body.style.setProperty('--fit', scale)
    return plate.scrollHeight <= plate.clientHeight + 1 && plate.scrollWidth <= plate.clientWidth + 1
  }
  if (fits(1)) return
  let small = 0.2, large = 1
  for (let i = 0; i < 8; i++) {
    const middle = (small + large) / 2
    if (fits(middle)) small = middle
    else large = middle
  }
  fits(small)
}
addEventListener('resize', fit)

// What a hidden source showed may be over when it is seen again: nothing is shown then until the desk was heard.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && body.dataset.link !== 'live') {
    $('plate').dataset.shown = $('lower').dataset.shown = false
    shown = ''
  }
})
