// A button beside an address that copies it. Without script the address can be marked and copied as ever.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies)
  button.hidden = false
  button.addEventListener("click", async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      return // not allowed here: the address is marked, and Ctrl+C copies it
    }
    button.nextElementSibling.textContent = button.dataset.done
  })
}
