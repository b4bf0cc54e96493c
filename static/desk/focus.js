// The focal point of a picture: pressed on the picture, or typed, or stepped with the arrows in its two fields.
const box = document.querySelector(".desk-focus")
const [x, y] = ["x", "y"].map((axis) => document.querySelector(`input[name="focus_${axis}"]`))
if (box && x && y) equip()

function equip() {
  const whole = box.querySelector(".desk-focus-whole")
  const mark = Object.assign(document.createElement("span"), { className: "desk-focus-mark" })
  const hint = Object.assign(document.createElement("p"), { className: "help", textContent: box.dataset.mark })
  whole.append(mark)
  whole.after(hint)
  whole.classList.add("desk-can-press")
  box.querySelector(".desk-crops").hidden = false
  whole.addEventListener("click", (event) => {
    const { left, top, width, height } = whole.querySelector("img").getBoundingClientRect()
    x.value = percent((event.clientX - left) / width)
    y.value = percent((event.clientY - top) / height)
    for (const field of [x, y]) field.dispatchEvent(new Event("change", { bubbles: true }))
  })
  for (const field of [x, y]) for (const name of ["input", "change"]) field.addEventListener(name, show)
  show()

  function show() {
    const [left, top] = [x, y].map((field) => `${percent(Number(field.value) / 100)}%`)
    mark.style.insetInlineStart = left
    mark.style.insetBlockStart = top
    for (const image of box.querySelectorAll(".desk-crops img")) image.style.objectPosition = `${left} ${top}`
  }
}

function percent(part) {
  return Math.round(Math.min(1, Math.max(0, part || 0)) * 100)
}
