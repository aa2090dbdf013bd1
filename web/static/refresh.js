// Keeps the parts of a page that change fresh: <div data-refresh="/address" data-every="5">.
// Without data-every the part is fetched once. A part that carries data-settled is left alone;
// where it says data-reload, the page is then fetched anew.
"use strict";

const LOST = "Mất liên lạc với máy chủ. Trang đang thử nối lại…";

function showLost(lost) {
  let notice = document.getElementById("lost");
  if (lost && !notice) {
    notice = document.createElement("p");
    notice.id = "lost";
    notice.className = "notice refused";
    notice.setAttribute("role", "alert");
    notice.textContent = LOST;
    document.getElementById("content").prepend(notice);
  } else if (!lost && notice) {
    notice.remove();
  }
}

async function refresh(part) {
  let answer;
  try {
    answer = await fetch(part.dataset.refresh, {
      headers: { "X-Part": "1" },
      redirect: "manual",
    });
  } catch {
    showLost(true);
    return;
  }
  if (answer.type === "opaqueredirect") {
    window.location.reload();
    return;
  }
  if (!answer.ok) {
    showLost(true);
    return;
  }
  showLost(false);
  const text = await answer.text();
  if (part.dataset.shown !== text) {
    part.dataset.shown = text;
    part.innerHTML = text;
    if ("reload" in part.dataset && part.querySelector("[data-settled]")) {
      window.location.reload();
    }
  }
}

async function keepFresh(part) {
  await refresh(part);
  const every = Number(part.dataset.every || 0);
  if (every && !part.querySelector("[data-settled]")) {
    window.setTimeout(() => keepFresh(part), every * 1000);
  }
}

for (const part of document.querySelectorAll("[data-refresh]")) {
  const every = Number(part.dataset.every || 0);
  window.setTimeout(() => keepFresh(part), every * 1000);
}
