// A form is sent once: its buttons rest after the first press, until the page is shown again.
"use strict";

document.addEventListener("submit", (event) => {
  window.setTimeout(() => {
    // Also those that stand outside of the form and belong to it.
    for (const button of event.target.elements) {
      if (button.tagName !== "BUTTON") continue;
      button.dataset.resting = button.disabled ? "" : "1";
      button.disabled = true;
    }
  });
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    for (const button of document.querySelectorAll("button[data-resting='1']")) {
      button.disabled = false;
    }
  }
});
