// sw.js lets an installed page say that the desk cannot be reached, instead of the browser's own error, and come back by
// itself. It never answers in the desk's place while the desk answers: no page and no script is ever older than the desk.

const shelf = 'regie-BUILD'
const needed = ['/offline', '/static/tokens.css', '/static/regie.css', '/static/say.js', '/static/offline.js', '/static/icon.svg']

self.addEventListener('install', event => {
  event.waitUntil(caches.open(shelf).then(c => c.addAll(needed.map(path => new Request(path, {cache: 'reload'})))).then(() => self.skipWaiting()))
})

self.addEventListener('activate', event => {
  event.waitUntil(caches.keys().then(all => Promise.all(all.filter(name => name !== shelf).map(name => caches.delete(name)))))
})

self.addEventListener('fetch', event => {
  const {request} = event
  const path = new URL(request.url).pathname
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match('/offline')))
  } else if (request.method === 'GET' && needed.includes(path)) {
    event.respondWith(fetch(request).catch(async () => await caches.match(path) ?? Response.error()))
  }
})
