// The page of a submission: a standard reply goes into the comment, what is selected in the text into the quote.
const list = document.querySelector("[data-replies]")
const replies = [...(list?.querySelectorAll("[data-reply]") ?? [])]

if (replies.length) {
  for (const comment of document.querySelectorAll("#decide textarea[name='comment']")) offer(comment)
  list.remove()
}

/** A choice of replies above a comment; choosing one writes it there, after what was typed. */
function offer(comment) {
  const row = document.createElement("p")
  const label = document.createElement("label")
  const select = document.createElement("select")
  select.id = `${comment.id}_reply`
  Object.assign(label, { htmlFor: select.id, textContent: list.dataset.label })
  select.add(new Option("–", ""))
  replies.forEach((reply, place) => {
    const option = new Option(reply.querySelector("h3").textContent, place)
    option.lang = reply.lang
    select.add(option)
  })
  select.addEventListener("change", () => {
    if (select.value === "") return
    const text = replies[Number(select.value)].querySelector("p").textContent.trim()
    comment.value = [comment.value.trim(), text].filter(Boolean).join("\n\n")
    select.value = ""
    comment.focus()
  })
  row.className = "form-row"
  row.append(label, select)
  comment.closest(".form-row").before(row)
}

const quote = document.querySelector("#id_comment_quote")
let filled = ""

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection()
  const within = selection.anchorNode?.parentElement?.closest("[data-quotable]")
  const text = within ? passage(selection) : ""
  // What somebody typed there stays.
  if (!quote || !text || (quote.value && quote.value !== filled)) return
  quote.value = filled = text
})

/** What is selected, without the footnotes that stand in it. */
function passage(selection) {
  const part = selection.getRangeAt(0).cloneContents()
  if (!part.querySelector("[data-footnote]")) return selection.toString().trim()
  for (const note of part.querySelectorAll("[data-footnote]")) note.remove()
  const blocks = [...part.children].filter((one) => one.matches("p, li, blockquote, h2, h3, h4, ul, ol, figure, table"))
  return (blocks.length ? blocks.map((one) => one.textContent.trim()).join("\n\n") : part.textContent).trim()
}

// Whoever opens an act with a pointer goes on to type; by keyboard the way on is Tab, past the standard replies.
for (const summary of document.querySelectorAll("#decide .review-act > summary")) {
  summary.addEventListener("click", ({ detail }) => {
    if (detail && !summary.parentElement.open) setTimeout(() => summary.parentElement.querySelector("textarea[required]")?.focus())
  })
}
