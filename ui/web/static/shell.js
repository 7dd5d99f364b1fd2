import {say} from './say.js'

// shell.js is what makes an open page a place that the desk knows: it has an id and a name that outlive reloads and lost
// networks, shows its name when it is asked who it is, goes where it is sent, and keeps its screen awake.

const body = document.body
const memory = {
  read(store, key) { try { return store.getItem(key) ?? '' } catch { return '' } },
  write(store, key, value) { try { store.setItem(key, value) } catch { /* then it is forgotten with the page */ } },
}

// A tab keeps its id through reloads; a new one takes up the id that its page had here last, unless another tab has it.
// The audience's pages have none: they are counted, not known.
const known = !['', 'audience'].includes(body.dataset.role)
const kept = 'regie-page' + location.pathname
let id = memory.read(sessionStorage, kept)
let name = ''

const newID = () => [...crypto.getRandomValues(new Uint8Array(12))].map(b => b.toString(16).padStart(2, '0')).join('')

async function settle() {
  if (!known) return
  const others = 'BroadcastChannel' in window ? new BroadcastChannel('regie-pages') : null
  const wanted = id || memory.read(localStorage, kept) || newID()
  // A duplicated tab copies its session: it asks as well.
  const taken = others && await new Promise(answer => {
    others.onmessage = e => { if (e.data.taken === wanted) answer(true) }
    others.postMessage({asks: wanted})
    setTimeout(answer, 80, false)
  })
  id = taken ? newID() : wanted
  name = taken ? '' : memory.read(localStorage, 'regie-name.' + id)
  memory.write(sessionStorage, kept, id)
  if (!taken) memory.write(localStorage, kept, id)
  if (others) others.onmessage = e => { if (e.data.asks === id) others.postMessage({taken: id}) }
}
const settled = settle()

// introduce gives the headers by which this page says who it is.
export async function introduce() {
  await settled
  return known ? {'X-Regie-Page': id, 'X-Regie-Page-Name': encodeURIComponent(name), 'X-Regie-Page-Path': location.pathname} : {}
}

// told does what the desk tells this page alone.
export function told(word) {
  if ('name' in word) {
    name = word.name
    memory.write(localStorage, 'regie-name.' + id, name)
  }
  if (word.identify) identify()
  if (word.open?.startsWith('/') && !word.open.startsWith('//')) location.assign(word.open)
}

function identify() {
  document.getElementById('identify')?.remove()
  const flash = document.createElement('div')
  flash.id = 'identify'
  flash.setAttribute('role', 'alert')
  flash.textContent = name || say('title')
  flash.addEventListener('click', () => flash.remove())
  body.append(flash)
  setTimeout(() => flash.remove(), 6000)
}

// ---- Awake: where the browser lets a page keep the screen on, it does; else the page says that it cannot. ----

async function stayAwake() {
  if (document.hidden) return
  try {
    await navigator.wakeLock.request('screen')
  } catch { /* a battery that is nearly empty: asked again when the page is seen again */ }
}

if ('awake' in body.dataset) {
  if (navigator.wakeLock) {
    stayAwake()
    document.addEventListener('visibilitychange', stayAwake)
  } else if (matchMedia('(pointer: coarse)').matches) {
    const note = document.getElementById('sleepy')
    if (note) note.hidden = false
  }
}

// The service worker only has something to show while the desk cannot be reached; browsers allow one over https and on the
// desk's own machine.
if (navigator.serviceWorker) navigator.serviceWorker.register('/sw.js').catch(() => { /* then the browser's own page is shown */ })
