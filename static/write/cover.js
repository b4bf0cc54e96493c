// The cover: the member's pictures, opened in a window of their own, and what is chosen there put into the list.
for (const box of document.querySelectorAll(".cover-choice")) equip(box)

function equip(box) {
  const [select, button] = [box.querySelector("select"), box.querySelector("button")]
  button.hidden = false
  button.addEventListener("click", () => {
    const gallery = window.open(box.dataset.picker, "desk-picker", "popup,width=900,height=700")
    const choose = (event) => {
      if (event.origin !== location.origin || event.source !== gallery || !event.data?.picture) return
      window.removeEventListener("message", choose)
      take(select, event.data.picture)
      button.focus()
    }
    window.addEventListener("message", choose)
  })
}

function take(select, { src, name }) {
  const token = src.split("/").at(-2)
  if (![...select.options].some(({ value }) => value === token)) select.add(new Option(name || token, token))
  select.value = token
  select.dispatchEvent(new Event("change", { bubbles: true }))
}
