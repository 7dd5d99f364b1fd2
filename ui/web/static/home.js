import {$, make, post, put, say} from './watch.js'

// The bare address says what this is and lists the pages that this browser's keys open; with a key it leads to the key's
// own page.
const key = new URLSearchParams(location.hash.slice(1)).get('key') || new URLSearchParams(location.search).get('key')
if (key) {
  history.replaceState(null, '', '/')
  const {status, body} = await post('/api/enter', {key})
  if (body.page) location.replace(body.page)
  else put($('link'), status ? [body.error, body.hint].filter(Boolean).join(' ') : say('unreachable'))
}

const me = await fetch('/api/me', {cache: 'no-store'}).then(r => r.json()).catch(() => ({pages: []}))

function list() {
  const mine = me.pages.map(p => p.page)
  $('pages').replaceChildren(...[...mine, '/live', ...(mine.includes('/remote') ? ['/api'] : [])].map(page => {
    const a = make('a', '', say('page.' + page.slice(1)))
    a.href = page
    const item = make('li')
    item.append(a, make('p', 'about', say('about.' + page.slice(1))))
    return item
  }))
}
list()
addEventListener('words', list)
