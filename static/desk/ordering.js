// Inlines with a position: bylines, references, signatures. Nobody types numbers; without script they can.
import { movable } from "desk/order"
import { say } from "desk/words"

const POSITION = "input[name$='-position']:not([name*='affiliations-'])"
const groups = [...document.querySelectorAll(".js-inline-admin-formset")].filter((group) => group.querySelector(POSITION))
const sortedBy = (rows, number) => [...rows].sort((one, other) => number(one) - number(other))
const place = (row) => Number(row.querySelector(POSITION).value)

// A form that comes back with errors, or with an earlier version in it, comes in the order in which its rows were made, with the
// places they had been given.
for (const group of groups) {
  if (document.querySelector(".errornote, .desk-brought")) arrange(sortedBy(rowsOf(group), place))
  for (const row of rowsOf(group)) equip(row, group)
  renumber(group)
  group.addEventListener("formset:added", ({ target }) => {
    if (!rowsOf(group).includes(target)) return
    equip(target, group)
    renumber(group)
  })
}

// Django numbers the names of all rows anew when one is removed, in the order in which it finds them. The saved ones must keep
// the first numbers: they are put in the order of their numbers while it counts, and back at once.
document.addEventListener("formset:removed", ({ detail }) => {
  const group = groups.find(({ id }) => id === `${detail.formsetName}-group`)
  if (!group) return
  const seen = rowsOf(group)
  arrange(sortedBy(seen, (row) => Number(row.id.match(/-(\d+)$/)?.[1])))
  queueMicrotask(() => {
    arrange(seen)
    renumber(group)
  })
})

function rowsOf(group) {
  const rows = group.dataset.inlineType === "tabular" ? "tr.form-row" : ".inline-related"
  return [...group.querySelectorAll(`${rows}:not(.empty-form)`)].filter((row) => row.querySelector(POSITION))
}

/** The errors of a row in a table stand in a row before it. */
function block(row) {
  const before = row.previousElementSibling
  return before?.classList.contains("row-form-errors") ? [before, row] : [row]
}

function arrange(rows) {
  for (const [index, row] of rows.entries()) if (index) rows[index - 1].after(...block(row))
}

function equip(row, group) {
  const input = row.querySelector(POSITION)
  const controls = movable(row, { rows: () => rowsOf(group), moved: () => renumber(group), name: nameOf, block })
  if (row.matches("tr")) input.before(controls)
  else row.querySelector("h3").prepend(controls)
  input.type = "hidden"
  const box = input.closest(".field-position")
  if (box && !box.matches("td")) (box.matches(".fieldBox") ? box.parentElement : box).hidden = true
}

function renumber(group) {
  for (const [index, row] of rowsOf(group).entries()) {
    const input = row.querySelector(POSITION)
    if (input.value === String(index)) continue
    input.value = index
    input.dispatchEvent(new Event("change", { bubbles: true }))
  }
}

/** What a row is called: its record, or what has been chosen or typed in it. */
function nameOf(row) {
  const label = row.querySelector(".inline_label")?.firstChild?.textContent.trim() ?? ""
  if (label && !label.startsWith("#")) return label
  const fields = [...row.querySelectorAll("select, input[type=text], input[type=url]")]
  const filled = fields.find((field) => field.value)
  return filled?.selectedOptions?.[0]?.textContent ?? filled?.value ?? say("New row")
}
