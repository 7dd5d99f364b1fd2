import {$, put, say} from './watch.js'

// What the organisers promised, in the reader's language.
let promised = null

function tell() {
  if (!promised) return
  const {days, contact} = promised
  const kept = days ? say('kept', {n: days}) : say('forever')
  put($('kept'), contact ? kept + ' ' + say('contact', {contact}) : kept)
}

addEventListener('words', tell)
const answer = await fetch('/api/privacy', {cache: 'no-store'}).catch(() => null)
if (answer?.ok) promised = await answer.json()
tell()
