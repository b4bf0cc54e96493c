// "Save and publish…" without leaving the form: it is saved, and what publishing asks is asked in a dialog upon it. Whatever goes
// wrong is left to the pages that do the same without script.
const form = document.querySelector("#content-main form")
const button = form?.querySelector("button[name='_publish']")

button?.addEventListener("click", async (event) => {
  event.preventDefault()
  const body = new FormData(form)
  body.set(button.name, button.value)
  form.inert = true
  const page = await send(body)
  form.inert = false
  const questions = page?.document.querySelector("#act-form")
  if (questions) show(questions, page)
  else submit()
})

/** Save, and follow to the page that asks: { url, document }; null where there is no such page. */
async function send(body) {
  try {
    const response = await fetch(form.action, { method: "POST", body })
    return { url: response.url, document: new DOMParser().parseFromString(await response.text(), "text/html") }
  } catch {
    return null
  }
}

/** As without script: the page that answers says what is wrong. */
function submit() {
  const field = document.createElement("input")
  Object.assign(field, { type: "hidden", name: button.name, value: button.value })
  form.append(field)
  form.submit()
}

function show(questions, page) {
  const heading = document.createElement("h2")
  Object.assign(heading, { id: "publish-heading", textContent: page.document.querySelector("h1").textContent })
  const dialog = document.createElement("dialog")
  dialog.className = "desk-dialog desk-act"
  dialog.setAttribute("aria-labelledby", heading.id)
  questions.action = page.url
  dialog.append(heading, questions)
  document.body.append(dialog)
  // The form below is behind what was saved: leaving the dialog opens it anew.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault()
    location.assign(questions.querySelector("a.closelink").href)
  })
  dialog.showModal()
}
