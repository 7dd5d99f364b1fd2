import {$, command, put, say} from './watch.js'
import {hold} from './claims.js'

// The editor of one question: its text, who is to answer, what sort of thing it is. The original is always kept.

const dialog = $('edit')
let question = null
let tell = () => {}

// edit opens the editor; status is told what went wrong.
export function edit(q, status) {
  question = q
  tell = status
  hold([q.id])
  put($('edit-original'), q.original ? say('edit.original', {text: q.original}) : '')
  $('edit-text').value = q.text
  $('edit-speaker').value = q.speaker ?? ''
  $('edit-kind').value = q.kind
  dialog.showModal()
  $('edit-text').focus()
}

$('edit-save').addEventListener('click', save)
$('edit-text').addEventListener('keydown', e => {
  if (e.key === 'Enter' && !e.shiftKey) {
    e.preventDefault()
    save()
  }
})

async function save() {
  const q = question, text = $('edit-text').value.trim(), to = $('edit-speaker').value.trim(), kind = $('edit-kind').value
  const wanted = []
  if (text !== q.text) wanted.push(['reword', {id: q.id, was: q.text, text}])
  if (to !== (q.speaker ?? '')) wanted.push(['assign', {ids: [q.id], to}])
  if (kind !== q.kind) wanted.push(['sort', {ids: [q.id], kind}])
  for (const [name, body] of wanted) {
    const {status, body: answer} = await command(name, body)
    if (status === 200) continue
    tell(status ? [answer.error, answer.hint].filter(Boolean).join(' ') : say('unreachable'))
    return // the dialog stays open: nothing that was typed is lost
  }
  tell('')
  dialog.close()
}
