// Pictures into the library, several at once: chosen, dropped, pasted, or handed over by the window that opened this one.
// Each is sent by itself and answers for itself; the rows in which they are described come with the answers.
const form = document.querySelector("[data-upload]")
if (form) equip(form)

function equip(form) {
  const input = form.querySelector("input[type='file']")
  for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true
  for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false
  form.querySelector("[data-sent]").setAttribute("aria-live", "polite")
  input.addEventListener("change", async () => {
    const files = [...input.files]
    input.value = ""
    await receive(files)
  })
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    form.classList.add("desk-over")
  })
  document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || form.classList.remove("desk-over"))
  document.addEventListener("drop", (event) => {
    form.classList.remove("desk-over")
    if (!event.dataTransfer?.files.length) return
    event.preventDefault()
    receive([...event.dataTransfer.files])
  })
  document.addEventListener("desk:files", ({ detail }) => receive(detail))
  document.addEventListener("paste", ({ clipboardData }) => {
    if (clipboardData?.files.length) receive([...clipboardData.files])
  })
}

/** Send files one after the other, and say what became of each. */
async function receive(files) {
  if (!form || !files.length) return
  form.closest("details")?.setAttribute("open", "")
  const lines = files.map((file) => ({ file, line: addLine(file.name) }))
  const results = []
  for (const { file, line } of lines) results.push(await sendOne(file, line))
  const taken = results.filter(Boolean)
  if (files.length > 1) tell(taken.length, files.length - taken.length)
  taken[0]?.querySelector("[data-row-start], .desk-row-alts :is(input, textarea)")?.focus()
}

function addLine(name) {
  const line = document.createElement("li")
  const title = Object.assign(document.createElement("strong"), { textContent: name })
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 })
  bar.setAttribute("aria-label", name)
  const state = Object.assign(document.createElement("span"), { textContent: form.dataset.waiting })
  line.append(title, " ", bar, " ", state)
  form.querySelector("[data-sent]").append(line)
  return line
}

/** The row of the picture that was taken in, null where it was refused. */
async function sendOne(file, line) {
  if (file.size > Number(form.dataset.mostBytes)) return refuse(line, form.dataset.tooLarge)
  const state = line.querySelector("span")
  state.textContent = form.dataset.sending
  try {
    const { taken, refused } = await post(file, line.querySelector("progress"))
    if (!taken.length) return refuse(line, refused[0])
    line.querySelector("progress").remove()
    state.textContent = form.dataset.taken
    line.classList.add("desk-taken")
    return addRow(taken[0])
  } catch {
    return refuse(line, form.dataset.failed)
  }
}

function post(file, bar) {
  const body = new FormData()
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
  body.append("files", file, file.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", form.action)
    request.setRequestHeader("Accept", "application/json")
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = total ? loaded / total : 0 })
    request.upload.addEventListener("load", () => bar.removeAttribute("value")) // it is being read
    request.addEventListener("load", () => {
      try {
        if (request.status !== 200) throw new Error(request.status)
        resolve(JSON.parse(request.responseText))
      } catch (error) {
        reject(error)
      }
    })
    request.addEventListener("error", reject)
    request.send(body)
  })
}

function refuse(line, reason) {
  line.querySelector("progress").remove()
  line.classList.add("desk-refused")
  line.querySelector("span").textContent = `${form.dataset.refused}: ${reason}`
  return null
}

function addRow(html) {
  const rows = document.querySelector("form[data-rows]")
  if (!rows || !html) return form
  const { body } = new DOMParser().parseFromString(html, "text/html")
  const row = document.importNode(body.querySelector("[data-row]"), true)
  rows.querySelector(".submit-row").before(row)
  rows.hidden = false
  return row
}

function tell(taken, refused) {
  const line = document.createElement("li")
  line.textContent = form.dataset.told.replace("%(taken)s", taken).replace("%(refused)s", refused)
  form.querySelector("[data-sent]").append(line)
}
