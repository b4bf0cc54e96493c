// One switch for the whole form: English, Spanish, or both side by side. It acts on every translated field, those of inlines
// too, and is remembered per person. Without script the languages stand one below the other.
import { element, say } from "desk/words"

const names = JSON.parse(document.getElementById("desk-languages")?.textContent || "{}")
const codes = Object.keys(names)
const BOTH = "both"
const wide = window.matchMedia("(min-width: 1100px)")
const key = `desk.languages.${document.querySelector("#user-tools strong")?.textContent ?? ""}`
const TRANSLATED = new RegExp(`^(field|column)-(.+)_(${codes.join("|")})$`)

const form = document.querySelector("#content-main form")
const focused = document.activeElement
let choice = ""

if (form && mark(form)) {
  document.body.classList.add("desk-translated")
  form.before(build())
  const wrong = codes.filter((code) => errorsIn(code).length)
  const remembered = recall()
  choose(remembered !== BOTH && wrong.length && !wrong.includes(remembered) ? wrong[0] : remembered)
  refocus()
  wide.addEventListener("change", show)
  document.addEventListener("formset:added", ({ target }) => {
    mark(target)
    show()
  })
}

/** Pairing moves fields, and one that is moved or hidden loses the focus that Django or the person gave it. */
function refocus() {
  if (document.activeElement !== document.body) return
  const isNew = document.getElementById("django-admin-form-add-constants")?.dataset.modelName
  const seen = (field) => field.matches("input, select, textarea, button") && !field.disabled && field.offsetParent
  if (form.contains(focused) && focused.offsetParent) focused.focus()
  else if (isNew) [...form.elements].find(seen)?.focus()
}

/** Say of every field which language it is in, and put the languages of one field together. Whether there are any. */
function mark(root) {
  for (const node of root.querySelectorAll(".form-row, .fieldBox, td, th")) {
    const own = [...node.classList].map((name) => name.match(TRANSLATED)).filter(Boolean)
    const others = [...node.classList].filter((name) => /^(field|column)-/.test(name)).length
    if (own.length !== 1 || others !== 1) continue
    const [, , field, code] = own[0]
    const part = node.classList.contains("fieldBox") ? node.parentElement : node
    Object.assign(part.dataset, { language: code, field })
  }
  for (const row of root.querySelectorAll(".form-row[data-language]")) pair(row)
  return root.querySelector("[data-language]") !== null
}

function pair(row) {
  const before = row.previousElementSibling
  if (row.parentElement.classList.contains("desk-pair")) return
  if (before?.classList.contains("desk-pair") && before.firstElementChild.dataset.field === row.dataset.field) before.append(row)
  else {
    const box = element("div", { className: "desk-pair" })
    row.before(box)
    box.append(row)
  }
}

function build() {
  const option = (value, text) => element(
    "label",
    { className: value === BOTH ? "desk-both" : "" },
    element("input", { type: "radio", name: "desk-languages", value, onchange: () => choose(value, true) }),
    element("span", { textContent: text, lang: value === BOTH ? null : value }),
    value !== BOTH && badge(value),
  )
  return element(
    "fieldset",
    { className: "desk-languages" },
    element("legend", { textContent: say("Languages shown") }),
    ...codes.map((code) => option(code, names[code])),
    option(BOTH, say("Side by side")),
  )
}

function errorsIn(code) {
  return [...form.querySelectorAll(`[data-language="${code}"] .errorlist li`)]
}

function badge(code) {
  const number = errorsIn(code).length
  return number > 0 && element("strong", { className: "desk-badge", textContent: say("Errors: %(number)s", { number }) })
}

/**
 * What was chosen last, else the original; unless nothing can be written there: somebody who may only translate begins in their
 * language.
 */
function recall() {
  const stored = localStorage.getItem(key)
  if (stored === BOTH) return stored
  const open = codes.filter((code) => form.querySelector(`[data-language="${code}"] :enabled:not([type="hidden"])`))
  const original = document.getElementById("id_original_language")?.value ?? document.documentElement.lang
  return [stored, original, ...open, ...codes].find((code) => codes.includes(code) && (open.includes(code) || !open.length))
}

function choose(value, remember = false) {
  choice = value
  if (remember) localStorage.setItem(key, value)
  show()
}

/** On a narrow screen there is no side by side: the first language is shown until there is room again. */
function show() {
  const shown = choice === BOTH && !wide.matches ? codes[0] : choice
  for (const part of document.querySelectorAll("[data-language]")) part.hidden = shown !== BOTH && part.dataset.language !== shown
  form.classList.toggle("desk-side-by-side", shown === BOTH)
  for (const input of document.querySelectorAll("input[name='desk-languages']")) input.checked = input.value === shown
}
