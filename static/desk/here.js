// Who else has this form open, and whether it was saved since: asked every few seconds, and said above the form.
import { element, say } from "desk/words"

const EVERY = 20_000
const LOGGED_OUT = say("You are logged out. What you typed is kept: log in in another window, then come back here and save.")
const SOMEBODY_ELSE = say("Somebody else is logged in in this browser now. What you typed is kept for you: log in again, then come back here and save.")
const form = document.querySelector("#content-main form")
const url = form?.elements.unsaved?.dataset.here
const bar = element("div", { className: "desk-here", role: "status" })

if (url) {
  form.before(bar)
  ask()
  window.setInterval(ask, EVERY)
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask())
  window.addEventListener("pagehide", () => navigator.sendBeacon(url, about({ leaving: "1" })))
}

function about(more = {}) {
  const body = new FormData()
  const { seen, compared = seen } = form.elements // after a refused save: what the choices are about
  const told = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, seen: compared.value, ...more }
  for (const [name, value] of Object.entries(told)) body.append(name, value)
  return body
}

async function ask() {
  if (document.visibilityState !== "visible") return
  try {
    const answer = await fetch(url, { method: "POST", body: about(), redirect: "manual" })
    if (answer.ok) {
      const { others, newer } = await answer.json()
      tell([others, newer])
    } else tell([answer.status === 403 ? await renew() : LOGGED_OUT])
  } catch {
    tell([say("The site cannot be reached. What you typed is kept in this browser.")])
  }
}

/** Logging in again has made the form's token worthless: take that of a fresh page; or else say whose the login is. */
async function renew() {
  const answer = await fetch(window.location.pathname, { redirect: "manual" })
  if (!answer.ok) return LOGGED_OUT
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#content-main form")
  if (fresh?.elements.unsaved?.dataset.key !== form.elements.unsaved.dataset.key) return SOMEBODY_ELSE
  form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value
  return ""
}

function tell(sentences) {
  const text = sentences.filter(Boolean).join(" ")
  if (bar.textContent !== text) bar.textContent = text
}
