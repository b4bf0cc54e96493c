// Signatures on the form of a statement: each has its own list of affiliations. Without script there are spare rows to fill in
// and boxes to tick; with it they are added where they are needed, moved and taken away.
import { movable } from "desk/order"
import { element, say } from "desk/words"

const group = document.querySelector(".desk-signatures")
const template = document.querySelector("#desk-affiliation")
const FEW = 8

function equip(signature) {
  const list = signature.querySelector(".desk-affiliations")
  signature.querySelector(".desk-foot").prepend(element("button", {
    type: "button", className: "desk-add", textContent: say("Add an affiliation"), onclick: () => firstField(add(list)).focus(),
  }))
  const rows = rowsOf(list)
  if (document.querySelector(".errornote")) list.append(...rows.sort((one, other) => placeOf(one).value - placeOf(other).value))
  for (const row of rows) prepare(row, list)
  dropSpares(list)
  renumber(list)
  hideKnownKind(signature)
}

const rowsOf = (list) => [...list.querySelectorAll(":scope > .desk-affiliation:not([hidden])")]
const fieldsOf = (row) => [...row.querySelectorAll(".desk-part input, .desk-part select")]
const placeOf = (row) => row.querySelector("[name$='-position']")
const firstField = (row) => row.querySelector(".desk-part:not([hidden]) input")
const isBlank = (row) => fieldsOf(row).every(({ value }) => !value)
const total = (list) => list.querySelector("[name$='-TOTAL_FORMS']")

/**
 * Django's spare rows are for those without script: one stays where there is none else. They are taken from the highest
 * number down, for Django reads as many rows as TOTAL_FORMS says, from the first.
 */
function dropSpares(list) {
  while (rowsOf(list).length > 1) {
    const row = list.querySelector(`[name$='-affiliations-${total(list).value - 1}-position']`).closest(".desk-affiliation")
    const isNew = !row.querySelector("[name$='-id']")?.value
    if (!isNew || row.hidden || !isBlank(row) || row.querySelector(".errorlist")) return
    row.remove()
    total(list).value -= 1
  }
}

function add(list) {
  const number = Number(total(list).value)
  const row = template.content.firstElementChild.cloneNode(true)
  const prefix = list.querySelector("[name$='-TOTAL_FORMS']").name.replace(/-affiliations-TOTAL_FORMS$/, "")
  for (const node of row.querySelectorAll("*")) {
    for (const attribute of node.attributes) {
      attribute.value = attribute.value.replace("__signature__", prefix).replace("__prefix__", number)
    }
  }
  total(list).value = number + 1
  list.append(row)
  showAs(row)
  prepare(row, list)
  renumber(list)
  return row
}

/** A new row shows the languages that the others show. */
function showAs(row) {
  const shown = (code) => group.querySelector(`.inline-related:not(.empty-form) .desk-part[data-language="${code}"]`)
  for (const part of row.querySelectorAll("[data-language]")) part.hidden = shown(part.dataset.language).hidden
}

function prepare(row, list) {
  const place = placeOf(row)
  const controls = movable(row, { rows: () => rowsOf(list), moved: () => renumber(list), name: nameOf })
  place.type = "hidden"
  place.before(controls)
  row.querySelector(".desk-place label").remove()
  const box = row.querySelector("[name$='-DELETE']")
  box.closest(".desk-take-away").hidden = true
  row.hidden = box.checked // taken away before the form came back with an error elsewhere
  row.querySelector(".desk-parts").append(element("button", {
    type: "button", className: "desk-remove", textContent: "×", title: say("Remove this affiliation"),
    "aria-label": say("Remove this affiliation"), onclick: () => takeAway(row, list, box),
  }))
}

/** What is taken away stays in the form, ticked for Django: the numbers of the others need not change. */
function takeAway(row, list, box) {
  box.checked = true
  row.hidden = true
  box.dispatchEvent(new Event("change", { bubbles: true }))
  renumber(list)
  list.closest(".desk-signature").querySelector(".desk-add").focus()
}

function renumber(list) {
  for (const [index, row] of rowsOf(list).entries()) placeOf(row).value = index
}

const nameOf = (row) => fieldsOf(row).find(({ value }) => value)?.value ?? say("New affiliation")

/** Enter goes on to the next row instead of sending the form: after a name its affiliation, after a blank one the next name. */
function goOn(event) {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "checkbox") return
  event.preventDefault()
  const signature = event.target.closest(".inline-related")
  const list = signature.querySelector(".desk-affiliations")
  const row = event.target.closest(".desk-affiliation")
  if (!row) firstField(rowsOf(list)[0] ?? add(list)).focus()
  else if (isBlank(row)) nextSignature(signature)
  else firstField(rowsOf(list)[rowsOf(list).indexOf(row) + 1] ?? add(list)).focus()
}

function nextSignature(signature) {
  const rows = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")]
  const place = rows().indexOf(signature) + 1
  if (place === rows().length) group.querySelector(".add-row a").click()
  rows()[place].querySelector("input[type=text]").focus()
}

/** Whether a signatory is a person or an organisation is asked of newcomers only. */
function hideKnownKind(signature) {
  const name = signature.querySelector("[name$='-name']")
  const kind = signature.querySelector("[name$='-kind']")?.closest(".desk-part")
  if (!name || !kind) return
  const update = () => {
    const known = [...document.querySelectorAll("#desk-signatories option")].find(({ value }) => value === name.value.trim())
    kind.hidden = Boolean(known) || !name.value.trim()
  }
  name.addEventListener("input", update)
  update()
}

/** A long list is read line by line, and opened where something is to be changed. */
function fold(signature) {
  const fields = signature.querySelector(".desk-signature")
  const heading = signature.querySelector("h3")
  const line = heading.querySelector(".desk-line")
  const name = heading.querySelector(".inline_label").textContent
  const open = element("button", {
    type: "button", className: "desk-open", textContent: say("Change"), "aria-label": say("Change %(name)s", { name }),
    onclick: () => unfold(),
  })
  const unfold = () => {
    fields.hidden = false
    line.hidden = true
    open.remove()
    fields.querySelector(".desk-part:not([hidden]) input, .desk-add").focus()
  }
  fields.hidden = true
  line.hidden = !line.textContent
  heading.classList.add("desk-folded")
  heading.append(open)
}

if (template) {
  for (const row of group.querySelectorAll(".inline-related:not(.empty-form)")) equip(row)
  const standing = [...group.querySelectorAll(".inline-related.has_original")]
  if (standing.length > FEW && !document.querySelector(".errornote")) standing.forEach(fold)
  group.addEventListener("formset:added", ({ target }) => target.closest(".desk-signatures") && equip(target))
  group.addEventListener("keydown", goOn)
}
