// What is typed and not saved is kept by this browser, and offered back when the form is opened again: after a closed tab, an
// ended login, a crash. It is encrypted with a key that the form gives to one person for one text (publishing/desk/unsaved.py).
import { element, say } from "desk/words"

const EVERY = 500
const OLD = 30 * 24 * 60 * 60 * 1000
const APART = new Set(["csrfmiddlewaretoken", "unsaved", "_restore"])
const FIRST = ["keydown", "pointerdown", "beforeinput", "paste", "drop"]
const mark = document.querySelector("#content-main form input[name='unsaved']")

if (mark && window.crypto?.subtle && window.indexedDB) begin(mark.form)

async function begin(form) {
  const [kept, key] = await Promise.all([open(), keyOf(mark.dataset.key)])
  const wasBrought = mark.value !== ""
  mark.value ||= crypto.randomUUID()
  navigator.locks.request(lockOf(mark.value), () => new Promise(() => {})) // held for as long as this page is open
  for (const id of mark.dataset.saved.split(" ").filter((id) => id !== mark.value)) await kept.delete(id)
  for (const one of await found(kept, key)) offer(form, kept, one)
  if (wasBrought) watch(form, kept, key, "")
  else {
    const start = () => {
      for (const name of FIRST) form.removeEventListener(name, start, true)
      watch(form, kept, key, entries(form))
    }
    // Scripts finish the form after it is loaded: what was there before somebody typed is known when they begin.
    for (const name of FIRST) form.addEventListener(name, start, true)
  }
}

function watch(form, kept, key, unchanged) {
  let last = unchanged
  const keep = async () => {
    const now = entries(form)
    if (now === last) return
    last = now
    if (now === unchanged) await kept.delete(mark.value)
    else await kept.put({ id: mark.value, text: mark.dataset.text, at: Date.now(), ...(await sealed(key, now)) })
  }
  window.setInterval(keep, EVERY)
  document.addEventListener("visibilitychange", keep)
  window.addEventListener("pagehide", keep)
  keep()
}

/** What the form would send, files left out. */
function entries(form) {
  return JSON.stringify([...new FormData(form)].filter(([name, value]) => !APART.has(name) && typeof value === "string"))
}

/** What was kept of this text for this person and is open in no other window, oldest first. */
async function found(kept, key) {
  const { held } = await navigator.locks.query()
  const open = new Set(held.map(({ name }) => name))
  const result = []
  for (const one of await kept.all()) {
    if (one.at < Date.now() - OLD) await kept.delete(one.id)
    else if (one.text === mark.dataset.text && !open.has(lockOf(one.id))) {
      const json = await opened(key, one)
      if (json) result.push({ ...one, entries: JSON.parse(json) })
    }
  }
  return result.sort((one, other) => one.at - other.at)
}

function lockOf(id) {
  return `desk-unsaved-${id}`
}

function offer(form, kept, one) {
  const when = new Date(one.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" })
  const drop = async () => {
    await kept.delete(one.id)
    box.remove()
  }
  const box = element(
    "section",
    { className: "desk-unsaved", "aria-label": say("Not saved") },
    element("p", { textContent: say("You typed something here on %(when)s that was not saved.", { when }) }),
    element("button", { type: "button", className: "desk-button", textContent: say("Bring it back"), onclick: () => bring(form, one) }),
    element("button", { type: "button", className: "desk-button", textContent: say("Throw it away"), onclick: drop }),
  )
  form.before(box)
}

/** Send it to the form, which comes back filled with it and has saved nothing. */
function bring(form, one) {
  const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]
  const fields = [...one.entries, token, ["unsaved", one.id], ["_restore", "1"]]
  const sent = element("form", { method: "post", hidden: true }, ...fields.map(([name, value]) => element("textarea", { name, value })))
  document.body.append(sent)
  sent.submit()
}

// Encryption

function keyOf(hex) {
  const bytes = Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16))
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])
}

async function sealed(key, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text)) }
}

/** What was kept, or "" where it is not for this key. */
async function opened(key, { iv, data }) {
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data))
  } catch {
    return ""
  }
}

// The browser's own database: it survives a crash once a transaction is done.

async function open() {
  const request = indexedDB.open("desk", 1)
  request.onupgradeneeded = () => request.result.createObjectStore("unsaved", { keyPath: "id" })
  const database = await done(request)
  const store = (mode) => database.transaction("unsaved", mode, { durability: "strict" }).objectStore("unsaved")
  return {
    all: () => done(store("readonly").getAll()),
    put: (one) => done(store("readwrite").put(one)),
    delete: (id) => done(store("readwrite").delete(id)),
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
