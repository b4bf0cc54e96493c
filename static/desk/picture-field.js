// A picture chosen from the library for a field of the form: the cover, a portrait. The field holds the picture's token.
for (const box of document.querySelectorAll(".desk-picture")) equip(box)

function equip(box) {
  const [choose, clear] = box.querySelectorAll("button")
  choose.addEventListener("click", () => open(box))
  clear.addEventListener("click", () => set(box, null))
}

function open(box) {
  const library = window.open(box.dataset.picker, "desk-picker", "popup,width=900,height=700")
  const choose = (event) => {
    if (event.origin !== location.origin || event.source !== library || !event.data?.picture) return
    window.removeEventListener("message", choose)
    set(box, event.data.picture)
  }
  window.addEventListener("message", choose)
}

function set(box, picture) {
  const field = box.querySelector("input")
  const [choose, clear] = box.querySelectorAll("button")
  field.value = picture ? picture.src.split("/").at(-2) : ""
  box.querySelector("img")?.remove()
  if (picture) {
    const image = document.createElement("img")
    Object.assign(image, { src: picture.src, alt: "", className: "desk-thumbnail" })
    field.after(image)
  }
  clear.disabled = !picture
  field.dispatchEvent(new Event("change", { bubbles: true }))
  choose.focus()
}
