// What has just been uploaded is chosen without a further click.
document.querySelector("[data-chosen]")?.click()
