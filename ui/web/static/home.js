import {$, post, put, say} from './watch.js'

// The bare address says what this is; with a key it leads to the key's own page.
const key = new URLSearchParams(location.hash.slice(1)).get('key') || new URLSearchParams(location.search).get('key')
if (key) {
  history.replaceState(null, '', '/')
  const {status, body} = await post('/api/enter', {key})
  if (body.page) location.replace(body.page)
  else put($('link'), status ? [body.error, body.hint].filter(Boolean).join(' ') : say('unreachable'))
}
