// A list of checkboxes with a field above it that leaves those whose name holds what is typed, accents and case apart.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

for (const list of document.querySelectorAll(".desk-choices")) equip(list)

function equip(list) {
  const labels = [...list.querySelectorAll("label")]
  if (!labels.length) return
  const field = document.createElement("input")
  Object.assign(field, { type: "search", placeholder: list.dataset.find, autocomplete: "off" })
  field.setAttribute("aria-label", list.dataset.find)
  const none = document.createElement("p")
  Object.assign(none, { textContent: list.dataset.none, hidden: true })
  none.setAttribute("role", "status")
  list.prepend(field)
  list.append(none)
  field.addEventListener("input", () => filter(labels, field.value, none))
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    const shown = labels.filter((label) => !rowOf(label).hidden)
    if (shown.length === 1) choose(shown[0], field, labels, none)
  })
}

const rowOf = (label) => label.parentElement

function filter(labels, words, none) {
  const wanted = fold(words).split(/\s+/).filter(Boolean)
  for (const label of labels) {
    rowOf(label).hidden = !wanted.every((word) => fold(label.textContent).includes(word))
  }
  none.hidden = labels.some((label) => !rowOf(label).hidden)
}

/** Enter takes what alone is left, and shows the whole list again. */
function choose(label, field, labels, none) {
  label.querySelector("input").click()
  field.value = ""
  filter(labels, "", none)
}
