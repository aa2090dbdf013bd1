// Tells the server how long the sound of an item was heard; the approval button waits until it is enough.
"use strict";

const REPORT_EVERY_S = 10;
const EARLY_REPORT_EVERY_S = 1;
const LEAST_REPORT_S = 0.1;

const heard = { last: null, waiting: 0, enough: false };

function token() {
  return document.querySelector("input[name=csrf_token]").value;
}

function words(seconds) {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return `Anh/chị đã nghe ${minutes ? `${minutes} phút ` : ""}${whole % 60} giây`;
}

async function report(sound) {
  const seconds = heard.waiting;
  if (seconds < LEAST_REPORT_S) {
    return;
  }
  heard.waiting = 0;
  const body = new URLSearchParams({ seconds: seconds.toFixed(2), csrf_token: token() });
  let answer;
  try {
    answer = await fetch(sound.dataset.listening, { method: "POST", body, keepalive: true });
  } catch {
    heard.waiting += seconds;
    return;
  }
  if (!answer.ok) {
    return;
  }
  const told = await answer.json();
  const sum = document.getElementById("heard");
  if (sum) {
    sum.textContent = words(told.heard_s);
  }
  if (!told.enough) {
    return;
  }
  heard.enough = true;
  const approve = document.getElementById("approve");
  if (approve) {
    approve.disabled = false;
  }
  document.getElementById("listen-first")?.remove();
}

// Media events do not bubble: they are caught on their way down, so that a player that the page
// gets later is heard too.
document.addEventListener("timeupdate", (event) => {
  const sound = event.target;
  if (sound.id !== "sound") {
    return;
  }
  const step = heard.last === null ? 0 : sound.currentTime - heard.last;
  heard.last = sound.currentTime;
  if (sound.paused || step <= 0 || step > 2) {
    return;
  }
  heard.waiting += step;
  if (heard.waiting >= (heard.enough ? REPORT_EVERY_S : EARLY_REPORT_EVERY_S)) {
    report(sound);
  }
}, true);

for (const name of ["pause", "ended"]) {
  document.addEventListener(name, (event) => {
    if (event.target.id === "sound") {
      report(event.target);
    }
  }, true);
}

window.addEventListener("pagehide", () => {
  const sound = document.getElementById("sound");
  if (sound) {
    report(sound);
  }
});
