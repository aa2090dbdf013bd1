// Reads what is typed into a field aloud: <button data-hear="/address" data-words="field id">.
"use strict";

const READING = "Máy đang đọc…";
const NOTHING = "Hãy gõ chữ cần nghe trước.";
const FAILED = "Chưa đọc được; hãy bấm lại sau một lát.";

function hear(button) {
  const words = document.getElementById(button.dataset.words).value.trim();
  const told = document.querySelector(`[data-heard="${button.dataset.words}"]`);
  if (!words) {
    told.textContent = NOTHING;
    return;
  }
  const sound = new Audio(`${button.dataset.hear}?${new URLSearchParams({ text: words })}`);
  const settle = (text) => {
    told.textContent = text;
    button.disabled = false;
  };
  button.disabled = true;
  told.textContent = READING;
  sound.addEventListener("ended", () => settle(""));
  sound.addEventListener("error", () => settle(FAILED));
  sound.addEventListener("playing", () => { button.dataset.playing = sound.duration; });
  sound.play().catch(() => settle(FAILED));
}

for (const button of document.querySelectorAll("[data-hear]")) {
  button.addEventListener("click", () => hear(button));
}
