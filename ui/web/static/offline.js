import './say.js'

// The address is the page's that could not be loaded: it is tried again until the desk answers.
async function look() {
  const r = await fetch('/api/me', {cache: 'no-store'}).catch(() => null)
  if (r) location.pathname === '/offline' ? location.replace('/') : location.reload()
}
setInterval(look, 2000)
addEventListener('online', look)
