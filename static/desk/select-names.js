// A choice by search says the name of its field: select2 gives its own elements none, whenever it makes them.
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const box of addedNodes) if (box.nodeType === Node.ELEMENT_NODE && box.matches(".select2-container")) name(box)
  }
}).observe(document.querySelector("#content-main") ?? document.body, { childList: true, subtree: true })

for (const box of document.querySelectorAll(".select2-container")) name(box)

function name(box) {
  const label = box.previousElementSibling?.labels?.[0]?.textContent.trim().replace(/:$/, "")
  if (!label) return
  for (const part of box.querySelectorAll("[role='combobox'], [role='textbox']")) {
    part.setAttribute("aria-label", label)
    part.removeAttribute("aria-labelledby")
  }
}
